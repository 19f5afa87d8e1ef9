using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Checkpoints;

/// <summary>Names one run of an executor on disk.</summary>
internal readonly record struct RunKey(FrameworkId Framework, ExecutorId Executor, ContainerId Container);

/// <summary>One thing to be kept for the next process of this agent, or forgotten (rule 13.1).</summary>
internal abstract record CheckpointChange
{
    private CheckpointChange()
    {
    }

    /// <summary>The slave is admitted: the directory belongs to it.</summary>
    internal sealed record Slave : CheckpointChange;

    /// <summary>A framework, new or changed.</summary>
    internal sealed record Framework(FrameworkInfo Info) : CheckpointChange;

    /// <summary>A run of an executor, before its container is started.</summary>
    internal sealed record Executor(RunKey Run, ExecutorInfo Info, bool IsCommand) : CheckpointChange;

    /// <summary>A task, before its executor is given it.</summary>
    internal sealed record Task(RunKey Run, TaskInfo Info) : CheckpointChange;

    /// <summary>An update, before it is sent.</summary>
    internal sealed record Update(RunKey Run, StatusUpdate Status) : CheckpointChange;

    /// <summary>The framework has an update.</summary>
    internal sealed record Acknowledged(RunKey Run, TaskId TaskId, Guid Uuid) : CheckpointChange;

    /// <summary>A task is history.</summary>
    internal sealed record TaskDone(RunKey Run, TaskId TaskId) : CheckpointChange;

    /// <summary>A run is history.</summary>
    internal sealed record ExecutorDone(RunKey Run) : CheckpointChange;

    /// <summary>A framework has nothing here any more.</summary>
    internal sealed record FrameworkDone(FrameworkId FrameworkId) : CheckpointChange;
}
