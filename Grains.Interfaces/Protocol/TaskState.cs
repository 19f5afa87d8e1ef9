using MesosOrleans.Wire;

namespace MesosOrleans.Protocol;

/// <summary>The life of a task; the numbers are those of Mesos's protobuf.</summary>
[WireEnum("TASK_")]
public enum TaskState
{
    /// <summary>Accepted by the masters, its executor does not run it yet.</summary>
    Staging = 6,

    /// <summary>The executor has it and prepares it.</summary>
    Starting = 0,

    /// <summary>It runs.</summary>
    Running = 1,

    /// <summary>Terminal: it ended with success.</summary>
    Finished = 2,

    /// <summary>Terminal: it ended without success.</summary>
    Failed = 3,

    /// <summary>Terminal: it ended because its framework asked for it.</summary>
    Killed = 4,

    /// <summary>Terminal: it never ran, or nobody can say how it ended.</summary>
    Lost = 5,
}

/// <summary>What can be said of a state by itself.</summary>
public static class TaskStates
{
    /// <summary>True for the four states that nothing follows (rule 9.3).</summary>
    public static bool IsTerminal(this TaskState state) =>
        state is TaskState.Finished or TaskState.Failed or TaskState.Killed or TaskState.Lost;

    /// <summary>The wire name, such as <c>TASK_RUNNING</c>.</summary>
    public static string WireName(this TaskState state) => state switch
    {
        TaskState.Staging => "TASK_STAGING",
        TaskState.Starting => "TASK_STARTING",
        TaskState.Running => "TASK_RUNNING",
        TaskState.Finished => "TASK_FINISHED",
        TaskState.Failed => "TASK_FAILED",
        TaskState.Killed => "TASK_KILLED",
        TaskState.Lost => "TASK_LOST",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "not a task state"),
    };
}
