using System.Threading.Channels;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.Protocol;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Executors;

/// <summary>Containers that do as a test says: for what goes wrong on purpose, and for moments that real ones pass too quickly.</summary>
internal sealed class FakeContainerizer : IContainerizer
{
    private readonly Channel<FakeContainer> _launched = Channel.CreateUnbounded<FakeContainer>();
    private int _count;

    /// <summary>What a former process has left.</summary>
    public Dictionary<ContainerId, IContainer> Left { get; } = [];

    public int Launched => Volatile.Read(ref _count);

    public async Task<FakeContainer> Next() => await _launched.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public Task<IContainer> Launch(ContainerSpec spec, CancellationToken cancel)
    {
        Interlocked.Increment(ref _count);
        var container = new FakeContainer(spec);
        _launched.Writer.TryWrite(container);
        return container.Started.WaitAsync(cancel);
    }

    public Task<IReadOnlyDictionary<ContainerId, IContainer>> Recover(IReadOnlyCollection<ContainerSpec> known, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyDictionary<ContainerId, IContainer>>(Left.Where(left => known.Any(spec => spec.Id == left.Key)).ToDictionary());
}

internal sealed class FakeContainer(ContainerSpec spec) : IContainer
{
    private readonly TaskCompletionSource<IContainer> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ContainerTermination> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<TimeSpan?> _killed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<Resources> _sizes = Channel.CreateUnbounded<Resources>();

    public ContainerSpec Spec => spec;

    public ContainerId Id => spec.Id;

    public int Pid => 1;

    public Task<IContainer> Started => _started.Task;

    public Task<ContainerTermination> Ended => _ended.Task;

    /// <summary>With the grace of the first kill.</summary>
    public Task<TimeSpan?> Killed => _killed.Task;

    /// <summary>The next size that it is given.</summary>
    public async Task<Resources> Size() => await _sizes.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public void Start() => _started.SetResult(this);

    public void Refuse(string why) => _started.SetException(new ContainerizerException(why));

    public void End(int code) => _ended.SetResult(ContainerTermination.Of(TaskExit.OfRawStatus(code << 8)));

    public void EndBySignal(int signal) => _ended.SetResult(ContainerTermination.Of(TaskExit.OfRawStatus(signal)));

    public void Kill(TimeSpan? grace = null) => _killed.TrySetResult(grace);

    public Task Update(Resources resources, CancellationToken cancel)
    {
        _sizes.Writer.TryWrite(resources);
        return Task.CompletedTask;
    }

    public Task<ResourceStatistics> Usage(CancellationToken cancel) => throw new NotSupportedException();
}
