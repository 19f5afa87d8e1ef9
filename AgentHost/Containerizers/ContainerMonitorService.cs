using System.Collections.Concurrent;
using System.Collections.Immutable;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Containerizers;

/// <summary>What one container uses.</summary>
internal sealed record ContainerUsage(ContainerSpec Spec, ResourceStatistics Statistics);

/// <summary>
/// Asks every container that runs what it uses (rule 11.19), afresh each time. Whoever asks while an answer is being made gets that one: however many
/// ask, a container is asked by one at a time. One that does not answer in time is left out, and holds up no other.
/// </summary>
internal sealed partial class ContainerMonitorService(TimeProvider time, ILogger<ContainerMonitorService> log)
{
    /// <summary>Containers of the agent itself answer at once; an external program has this long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<ContainerId, (ContainerSpec Spec, IContainer Container)> _containers = new();
    private readonly Lock _gate = new();
    private Task<ImmutableArray<ContainerUsage>> _sample = Task.FromResult(ImmutableArray<ContainerUsage>.Empty);

    /// <summary>Until its end.</summary>
    public void Add(ContainerSpec spec, IContainer container)
    {
        _containers[spec.Id] = (spec, container);
        _ = Forget(container);
    }

    public Task<ImmutableArray<ContainerUsage>> Sample()
    {
        lock (_gate)
        {
            // Not on the caller's thread: with many containers it takes some milliseconds of files to read.
            return _sample = _sample.IsCompleted ? Task.Run(Ask) : _sample;
        }
    }

    private async Task Forget(IContainer container)
    {
        await container.Ended;
        _containers.TryRemove(container.Id, out _);
    }

    private async Task<ImmutableArray<ContainerUsage>> Ask()
    {
        var asked = _containers.Values.Select(one => Ask(one.Spec, one.Container)).ToArray();
        return [.. (await Task.WhenAll(asked)).OfType<ContainerUsage>()];
    }

    private async Task<ContainerUsage?> Ask(ContainerSpec spec, IContainer container)
    {
        try
        {
            return new ContainerUsage(spec, await container.Usage(CancellationToken.None).WaitAsync(Patience, time));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Rule 16.7: one that cannot be asked is left out.
            LogUnknown(log, spec.Id.Value, e.Message, e);
            return null;
        }
    }
}
