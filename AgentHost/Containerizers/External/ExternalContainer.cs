using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.AgentHost.Containerizers.External;

/// <summary>A container of the program, from the launch that succeeded (or a restart of the agent) to its end.</summary>
internal sealed class ExternalContainer : IContainer
{
    /// <summary>A wait that has not ended so soon after a destroy is ended itself (rule 18.12).</summary>
    private static readonly TimeSpan WaitGrace = TimeSpan.FromSeconds(3);

    /// <summary>What a program has started may put itself in order after its container's end.</summary>
    private static readonly TimeSpan LeftoverGrace = TimeSpan.FromSeconds(2);

    private readonly ExternalContainerCallsClient _calls;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _destroyed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<string?>? _destroy;
    private Task<ResourceStatistics>? _usage;

    public ExternalContainer(ExternalContainerCallsClient calls, TimeProvider time)
    {
        (_calls, _time) = (calls, time);
        Ended = Follow();
    }

    public ContainerId Id => _calls.Container;

    /// <summary>The program alone knows it; it runs as far as the agent knows.</summary>
    public int Pid => int.MaxValue;

    public Task<ContainerTermination> Ended { get; }

    /// <summary>The protocol knows one way to end a container, whatever the grace.</summary>
    public void Kill(TimeSpan? grace = null) => _ = Destroy();

    public async Task Update(Resources resources, CancellationToken cancel)
    {
        if (!Ended.IsCompleted) await _calls.Update(resources, cancel);
    }

    /// <summary>However many ask, one call is under way.</summary>
    public Task<ResourceStatistics> Usage(CancellationToken cancel)
    {
        lock (_gate)
        {
            _usage = _usage is null or { IsCompleted: true } ? _calls.Usage() : _usage;
            return _usage.WaitAsync(cancel);
        }
    }

    /// <returns>What went wrong; null if nothing did.</returns>
    private Task<string?> Destroy()
    {
        lock (_gate)
        {
            return _destroy ??= Begin();
        }

        async Task<string?> Begin()
        {
            // The caller decides, and does not wait for a program.
            await Task.Yield();
            var problem = await _calls.Destroy();
            _destroyed.SetResult();
            return problem;
        }
    }

    private async Task<ContainerTermination> Follow()
    {
        using var enough = new CancellationTokenSource();
        var waiting = _calls.Wait(enough.Token);
        await Task.WhenAny(waiting, _destroyed.Task);
        if (!waiting.IsCompleted)
        {
            await Task.WhenAny(waiting, Task.Delay(WaitGrace, _time, enough.Token));
            await enough.CancelAsync();
        }

        var (said, problem) = await waiting;
        var isDestroyed = IsDestroying;
        var problems = new List<string>();
        if (problem is not null && !isDestroyed) problems.Add(problem);
        // Nobody can say any more when it ends, so it ends now.
        if ((isDestroyed || said is null) && await Destroy() is { } failure) problems.Add(failure);
        await _calls.EndLeftovers(LeftoverGrace);
        return ExternalEnd.Of(said, isDestroyed, problems);
    }

    private bool IsDestroying
    {
        get
        {
            lock (_gate)
            {
                return _destroy is not null;
            }
        }
    }
}
