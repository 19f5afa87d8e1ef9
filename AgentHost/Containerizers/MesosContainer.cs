using System.Collections.Immutable;
using MesosOrleans.AgentHost.Containerizers.Isolators;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.AgentHost.Containerizers;

/// <summary>A launcher's command with what the isolators made for it.</summary>
internal sealed class MesosContainer : IContainer
{
    // Rule 15.4.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly LaunchedTask _task;
    private readonly ImmutableArray<IIsolation> _isolations;
    private readonly TimeProvider _time;
    private Resources _resources;
    private Limitation? _limitation;

    /// <param name="spec">What it was started from.</param>
    /// <param name="pid">Of the command; 0 if it has ended.</param>
    /// <param name="task">Its launcher.</param>
    /// <param name="isolations">In the order in which they were prepared.</param>
    /// <param name="time">For its statistics.</param>
    public MesosContainer(ContainerSpec spec, int pid, LaunchedTask task, ImmutableArray<IIsolation> isolations, TimeProvider time)
    {
        (Id, Pid, _task, _isolations, _time, _resources) = (spec.Id, pid, task, isolations, time, spec.Resources);
        foreach (var isolation in isolations)
        {
            if (pid > 0) isolation.Isolate(pid);
            isolation.Watch(Limit);
        }

        Ended = Follow();
    }

    public ContainerId Id { get; }

    public int Pid { get; }

    public Task<ContainerTermination> Ended { get; }

    public void Kill(TimeSpan? grace = null) => _task.Kill(grace ?? Grace);

    public Task Update(Resources resources, CancellationToken cancel)
    {
        if (Ended.IsCompleted) return Task.CompletedTask;
        Volatile.Write(ref _resources, resources);
        try
        {
            foreach (var isolation in _isolations) isolation.Update(resources);
        }
        catch (IsolatorException e) when (!_task.Exited.IsCompleted)
        {
            throw new ContainerizerException($"the resources of container {Id.Value} cannot be changed: {e.Message}", e);
        }
        catch (IsolatorException)
        {
            // It has ended meanwhile.
            return Task.CompletedTask;
        }

        return Task.CompletedTask;
    }

    /// <summary>Rule 16.7.</summary>
    public Task<ResourceStatistics> Usage(CancellationToken cancel)
    {
        var resources = Volatile.Read(ref _resources);
        var usage = new ResourceStatistics
        {
            Timestamp = (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds,
            CpusLimit = resources.Cpus,
            MemLimitBytes = (ulong)(Math.Max(0, resources.Milli("mem")) * 1024 * 1024 / 1000),
        };
        foreach (var isolation in _isolations) usage = isolation.Usage(usage);
        return Task.FromResult(usage);
    }

    /// <summary>The first limitation counts; the tree ends at once.</summary>
    private void Limit(Limitation limitation)
    {
        if (Interlocked.CompareExchange(ref _limitation, limitation, null) is null) Kill(TimeSpan.Zero);
    }

    private async Task<ContainerTermination> Follow()
    {
        var exit = await _task.Exited;
        // The kernel may have been quicker than its word that it had to kill.
        foreach (var isolation in _isolations) _limitation ??= isolation.Judge();
        foreach (var isolation in _isolations) await isolation.CleanUp();
        return new ContainerTermination(_limitation is not null, _limitation?.Message, exit);
    }
}
