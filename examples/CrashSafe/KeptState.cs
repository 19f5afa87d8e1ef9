using System.Collections.Immutable;
using MesosOrleans.Protocol;

namespace MesosOrleans.Examples;

/// <summary>A task that was launched, or is about to be, and is not known to have ended.</summary>
/// <param name="Slave">Where.</param>
/// <param name="Of">What it is one of: a job, a version.</param>
/// <param name="Since">When it was launched.</param>
/// <param name="Running">Whether it was told to run.</param>
/// <param name="Ending">Whether it is to be killed.</param>
public sealed record KeptTask(string Slave, string Of, DateTimeOffset Since, bool Running = false, bool Ending = false);

/// <summary>What a framework must know after a crash: who it is, and which tasks may run. Written to disk before anything is launched, and before an update is acknowledged.</summary>
public abstract record KeptState
{
    /// <summary>The framework's ID; null before the first subscription.</summary>
    public string? Framework { get; init; }

    /// <summary>By task ID.</summary>
    public ImmutableSortedDictionary<string, KeptTask> Tasks { get; init; } = ImmutableSortedDictionary<string, KeptTask>.Empty;

    /// <summary>What to ask the masters about after a restart.</summary>
    public IEnumerable<TaskStatus> Unfinished() => Tasks.Select(task => new TaskStatus
    {
        TaskId = new TaskId(task.Key),
        State = task.Value.Running ? TaskState.Running : TaskState.Staging,
        SlaveId = new SlaveId(task.Value.Slave),
    });
}
