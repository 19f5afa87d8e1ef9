using System.Collections.Immutable;
using MesosOrleans.AgentHost.Checkpoints;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Recovery;

/// <summary>What lies under <c>meta/</c>, as far as it could be read.</summary>
internal sealed record RecoveredState
{
    /// <summary>When the machine that wrote it was started; null if that was not written.</summary>
    public string? BootId { get; init; }

    /// <summary>Null: no slave of this directory was ever registered, or it was told to forget it.</summary>
    public SlaveInfo? Slave { get; init; }

    public ImmutableArray<RecoveredFramework> Frameworks { get; init; } = [];

    /// <summary>Runs that nothing can be made of: older ones, and those of other slaves. Full paths; what they started must end.</summary>
    public ImmutableArray<LeftoverRun> Leftovers { get; init; } = [];

    /// <summary>Files that could not be read, each in words. With <c>--strict</c> there is no start with these.</summary>
    public ImmutableArray<string> Errors { get; init; } = [];

    /// <summary>Files that are missing, empty or not ours, each in words; they are passed over.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}

/// <summary>A framework that was kept.</summary>
internal sealed record RecoveredFramework(FrameworkInfo Info, ImmutableArray<RecoveredExecutor> Executors);

/// <summary>The latest run of an executor.</summary>
internal sealed record RecoveredExecutor(ExecutorInfo Info, bool IsCommand, ContainerId Container, string RunDirectory, ImmutableArray<RecoveredTask> Tasks);

/// <summary>A run that nothing can be made of but to end it.</summary>
internal sealed record LeftoverRun(ContainerId Container, string RunDirectory);

/// <summary>A task, with what its stream of updates has been (rule 12.8).</summary>
internal sealed record RecoveredTask(TaskInfo Info, ImmutableArray<StatusUpdate> Updates, ImmutableArray<Guid> Acknowledged)
{
    /// <summary>Updates that the framework has not acknowledged. An acknowledgement covers those before it too.</summary>
    public ImmutableArray<StatusUpdate> Pending
    {
        get
        {
            var last = Updates.Length;
            while (last > 0 && !Acknowledged.Contains(Updates[last - 1].Uuid))
            {
                last--;
            }

            return Updates[last..];
        }
    }

    /// <summary>Its end is acknowledged.</summary>
    public bool IsDone => Updates.Length > 0 && Updates[^1].Status.State.IsTerminal() && Pending.IsEmpty;

    /// <summary>As it stands after all of them.</summary>
    public TaskSummary SummaryOf(FrameworkId framework)
    {
        var summary = TaskSummary.Of(framework, Info);
        foreach (var update in Updates)
        {
            summary = summary.After(update.Status);
        }

        return summary;
    }

    /// <summary>Replays what is on disk: an update counts once, and nothing after a terminal one.</summary>
    public static RecoveredTask Replay(TaskInfo info, IEnumerable<UpdateRecord> records)
    {
        var updates = ImmutableArray.CreateBuilder<StatusUpdate>();
        var acknowledged = ImmutableArray.CreateBuilder<Guid>();
        var known = new HashSet<Guid>();
        var hasEnded = false;
        foreach (var record in records)
        {
            if (record.Update is { } update && !hasEnded && known.Add(update.Uuid))
            {
                updates.Add(update);
                hasEnded = update.Status.State.IsTerminal();
            }
            else if (record.Acknowledged is { } uuid && known.Contains(uuid))
            {
                acknowledged.Add(uuid);
            }
        }

        return new RecoveredTask(info, updates.ToImmutable(), acknowledged.ToImmutable());
    }
}
