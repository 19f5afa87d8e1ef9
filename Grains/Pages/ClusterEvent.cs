namespace MesosOrleans.Pages;

/// <summary>Something that has changed in the cluster.</summary>
/// <param name="At">Of a task: when it came into its state; else when it was seen.</param>
/// <param name="Kind">What has changed.</param>
/// <param name="Id">Of what has changed; of a task <c>FRAMEWORK/TASK</c>, as the address of its page ends.</param>
/// <param name="Title">For people: a name or host.</param>
/// <param name="Change">What it is now: <c>added</c>, <c>removed</c>, <c>disconnected</c>, <c>TASK_RUNNING</c>.</param>
/// <param name="IsTrouble">Whether somebody may want to look.</param>
public sealed record ClusterEvent(DateTimeOffset At, ClusterEventKind Kind, string Id, string Title, string Change, bool IsTrouble = false);

/// <summary>What a <see cref="ClusterEvent"/> is about.</summary>
public enum ClusterEventKind
{
    /// <summary>Which silo leads.</summary>
    Leader,

    /// <summary>A slave.</summary>
    Slave,

    /// <summary>A framework.</summary>
    Framework,

    /// <summary>A task.</summary>
    Task,
}
