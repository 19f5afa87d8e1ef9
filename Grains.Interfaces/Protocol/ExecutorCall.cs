using System.Collections.Immutable;
using MesosOrleans.Wire;

namespace MesosOrleans.Protocol;

/// <summary>What an executor says to its agent over HTTP (mesos.executor.Call; facts of Mesos 1.x). One of the three parts, as the type says.</summary>
[Message]
public sealed record ExecutorCall
{
    /// <summary>Who speaks.</summary>
    [Id(1)]
    public required ExecutorId ExecutorId { get; init; }

    /// <summary>For whom.</summary>
    [Id(2)]
    public required FrameworkId FrameworkId { get; init; }

    /// <summary>What it is; null if it was not said or is unknown.</summary>
    [Id(3)]
    public ExecutorCallType? Type { get; init; }

    /// <summary>With <see cref="ExecutorCallType.Subscribe"/>.</summary>
    [Id(4)]
    public ExecutorSubscribe? Subscribe { get; init; }

    /// <summary>With <see cref="ExecutorCallType.Update"/>.</summary>
    [Id(5)]
    public ExecutorUpdate? Update { get; init; }

    /// <summary>With <see cref="ExecutorCallType.Message"/>.</summary>
    [Id(6)]
    public ExecutorMessage? Message { get; init; }
}

/// <summary>Kinds of calls (mesos.executor.Call.Type).</summary>
[WireEnum]
public enum ExecutorCallType
{
    /// <summary>A kind that this version does not know.</summary>
    Unknown = 0,

    /// <summary>Opens the stream of events.</summary>
    Subscribe = 1,

    /// <summary>A task's state changed.</summary>
    Update = 2,

    /// <summary>Something for the scheduler.</summary>
    Message = 3,

    /// <summary>Nothing but a sign of life.</summary>
    Heartbeat = 4,
}

/// <summary>What an executor holds when it subscribes (mesos.executor.Call.Subscribe).</summary>
[Message]
public sealed record ExecutorSubscribe
{
    /// <summary>Tasks that it was given and of which no update was acknowledged.</summary>
    [Id(1)]
    public ImmutableArray<TaskInfo> UnacknowledgedTasks { get; init; } = [];

    /// <summary>Updates that were not acknowledged, oldest first.</summary>
    [Id(2)]
    public ImmutableArray<ExecutorUpdate> UnacknowledgedUpdates { get; init; } = [];
}

/// <summary>A task's new state (mesos.executor.Call.Update).</summary>
[Message]
public sealed record ExecutorUpdate([property: Id(1)] TaskStatus Status);

/// <summary>Something for the scheduler (mesos.executor.Call.Message). The number is 2, unlike that of the event.</summary>
[Message]
public sealed record ExecutorMessage([property: Id(2)] ImmutableArray<byte> Data);
