using System.Collections.Immutable;
using MesosOrleans.Wire;

namespace MesosOrleans.Protocol;

/// <summary>A task's state at one moment (mesos.TaskStatus).</summary>
[GenerateSerializer, Immutable, Alias("mesos.TaskStatus"), Message]
public sealed record TaskStatus
{
    /// <summary>Whose state it is.</summary>
    [Id(1)]
    public required TaskId TaskId { get; init; }

    /// <summary>The state.</summary>
    [Id(2)]
    public required TaskState State { get; init; }

    /// <summary>For people: why.</summary>
    [Id(4)]
    public string? Message { get; init; }

    /// <summary>From the executor, for the scheduler.</summary>
    [Id(3)]
    public ImmutableArray<byte> Data { get; init; } = [];

    /// <summary>Where the task is or was; null if no slave ever had it.</summary>
    [Id(5)]
    public SlaveId? SlaveId { get; init; }

    /// <summary>When, in seconds since 1970.</summary>
    [Id(6)]
    public double Timestamp { get; init; }

    /// <summary>The executor that runs the task; null if no executor ever had it (since Mesos 0.21).</summary>
    [Id(7)]
    public ExecutorId? ExecutorId { get; init; }

    /// <summary>What the task's health check says; null if it has none or it has not spoken (since Mesos 0.20).</summary>
    [Id(8)]
    public bool? Healthy { get; init; }

    /// <summary>Who says so; null if unknown (since Mesos 0.21).</summary>
    [Id(9)]
    public TaskStatusSource? Source { get; init; }

    /// <summary>Why, for programs; null without one (since Mesos 0.21).</summary>
    [Id(10)]
    public TaskStatusReason? Reason { get; init; }

    /// <summary>
    /// Names this change where it must be acknowledged, 16 bytes; empty elsewhere, and in what travels as <see cref="StatusUpdate.Uuid"/>
    /// (since Mesos 0.23).
    /// </summary>
    [Id(11)]
    public ImmutableArray<byte> Uuid { get; init; } = [];

    /// <summary>Marks from the executor (since Mesos 0.23).</summary>
    [Id(12), Wire(Wraps = "labels")]
    public ImmutableArray<Label> Labels { get; init; } = [];

    /// <summary>What the masters or the agent say of it in words of their own, without a state change behind it: an answer to reconciliation. Ours.</summary>
    [Id(100)]
    public bool IsReconciliation { get; init; }
}

/// <summary>A change of a task's state on its way to the framework, sent until it is acknowledged (mesos.internal.StatusUpdate).</summary>
[GenerateSerializer, Immutable, Alias("mesos.internal.StatusUpdate"), Message]
public sealed record StatusUpdate
{
    /// <summary>Whose task it is.</summary>
    [Id(1)]
    public required FrameworkId FrameworkId { get; init; }

    /// <summary>The executor that it comes from; null for a command task and if no executor ever had the task.</summary>
    [Id(2)]
    public ExecutorId? ExecutorId { get; init; }

    /// <summary>Where it comes from; null if no slave ever had the task.</summary>
    [Id(3)]
    public SlaveId? SlaveId { get; init; }

    /// <summary>The state.</summary>
    [Id(4)]
    public required TaskStatus Status { get; init; }

    /// <summary>Names this change; an acknowledgement carries it back.</summary>
    [Id(6)]
    public required Guid Uuid { get; init; }

    /// <summary>When it was made, in seconds since 1970.</summary>
    [Id(5), Wire(Required = true)]
    public double Timestamp { get; init; }
}

/// <summary>A task as the masters see it (mesos.internal.Task): no command, but where it is and what became of it.</summary>
[GenerateSerializer, Immutable, Alias("mesos.internal.Task")]
public sealed record TaskSummary
{
    /// <summary>Shown to people.</summary>
    [Id(1)]
    public required string Name { get; init; }

    /// <summary>Unique among the framework's unfinished tasks.</summary>
    [Id(2)]
    public required TaskId TaskId { get; init; }

    /// <summary>Whose it is.</summary>
    [Id(3)]
    public required FrameworkId FrameworkId { get; init; }

    /// <summary>The executor that runs it; null for a command task.</summary>
    [Id(4)]
    public ExecutorId? ExecutorId { get; init; }

    /// <summary>Where it is.</summary>
    [Id(5)]
    public required SlaveId SlaveId { get; init; }

    /// <summary>Its newest state.</summary>
    [Id(6)]
    public required TaskState State { get; init; }

    /// <summary>What it uses.</summary>
    [Id(7)]
    public required Values.Resources Resources { get; init; }

    /// <summary>One entry a state, oldest first (rule 9.1).</summary>
    [Id(8)]
    public ImmutableArray<TaskStatus> Statuses { get; init; } = [];

    /// <summary>The task after one more status: the last entry is replaced if its state is the same (rule 9.1).</summary>
    public TaskSummary After(TaskStatus status)
    {
        var same = Statuses.Length > 0 && Statuses[^1].State == status.State;
        return this with
        {
            State = status.State,
            Statuses = same ? Statuses.SetItem(Statuses.Length - 1, status) : Statuses.Add(status),
        };
    }

    /// <summary>A task that was just accepted.</summary>
    public static TaskSummary Of(FrameworkId framework, TaskInfo task) => new()
    {
        Name = task.Name,
        TaskId = task.TaskId,
        FrameworkId = framework,
        ExecutorId = task.Executor?.ExecutorId,
        SlaveId = task.SlaveId,
        State = TaskState.Staging,
        Resources = task.Resources,
    };
}
