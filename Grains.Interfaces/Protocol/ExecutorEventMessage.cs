using MesosOrleans.Executors;
using MesosOrleans.Wire;

namespace MesosOrleans.Protocol;

/// <summary>What an agent says to an executor, as it travels (mesos.executor.Event); <see cref="ExecutorEvent"/> is what programs see.</summary>
[Message]
internal sealed record ExecutorEventMessage
{
    [Id(1)]
    public ExecutorEventType? Type { get; init; }

    [Id(2)]
    public SubscribedMessage? Subscribed { get; init; }

    [Id(3)]
    public AcknowledgedMessage? Acknowledged { get; init; }

    [Id(4)]
    public LaunchMessage? Launch { get; init; }

    [Id(5)]
    public KillMessage? Kill { get; init; }

    [Id(6)]
    public DataMessage? Message { get; init; }

    [Id(7)]
    public ErrorMessage? Error { get; init; }

    [Id(8)]
    public LaunchGroupMessage? LaunchGroup { get; init; }

    /// <summary>A sign of life.</summary>
    public static ExecutorEventMessage Heartbeat { get; } = new() { Type = ExecutorEventType.Heartbeat };

    public static ExecutorEventMessage Of(ExecutorEvent happening) => happening switch
    {
        ExecutorEvent.Subscribed e => new()
        {
            Type = ExecutorEventType.Subscribed,
            Subscribed = new SubscribedMessage(e.Executor, e.Framework, e.Slave) { ContainerId = e.ContainerId },
        },
        ExecutorEvent.Launch e => new() { Type = ExecutorEventType.Launch, Launch = new LaunchMessage(e.Task) },
        ExecutorEvent.Kill e => new() { Type = ExecutorEventType.Kill, Kill = new KillMessage(e.TaskId) { KillPolicy = e.Policy } },
        ExecutorEvent.Acknowledged e => new() { Type = ExecutorEventType.Acknowledged, Acknowledged = new AcknowledgedMessage(e.TaskId, e.Uuid) },
        ExecutorEvent.Message e => new() { Type = ExecutorEventType.Message, Message = new DataMessage(e.Data) },
        ExecutorEvent.Error e => new() { Type = ExecutorEventType.Error, Error = new ErrorMessage(e.Text) },
        ExecutorEvent.Shutdown => new() { Type = ExecutorEventType.Shutdown },
        _ => throw new ArgumentOutOfRangeException(nameof(happening), happening, "not an event"),
    };

    /// <summary>What a program sees of it, in order; nothing of a heartbeat and of kinds that this version does not know.</summary>
    public IEnumerable<ExecutorEvent> Happenings()
    {
        switch (Type, this)
        {
            case (ExecutorEventType.Subscribed, { Subscribed: { } it }):
                yield return new ExecutorEvent.Subscribed(it.ExecutorInfo, it.FrameworkInfo, it.SlaveInfo, it.ContainerId);
                break;
            case (ExecutorEventType.Launch, { Launch: { } it }):
                yield return new ExecutorEvent.Launch(it.Task);
                break;
            case (ExecutorEventType.LaunchGroup, { LaunchGroup: { } it }):
                foreach (var task in it.TaskGroup.Tasks)
                    yield return new ExecutorEvent.Launch(task);
                break;
            case (ExecutorEventType.Kill, { Kill: { } it }):
                yield return new ExecutorEvent.Kill(it.TaskId, it.KillPolicy);
                break;
            case (ExecutorEventType.Acknowledged, { Acknowledged: { } it }):
                yield return new ExecutorEvent.Acknowledged(it.TaskId, it.Uuid);
                break;
            case (ExecutorEventType.Message, { Message: { } it }):
                yield return new ExecutorEvent.Message(it.Data);
                break;
            case (ExecutorEventType.Error, { Error: { } it }):
                yield return new ExecutorEvent.Error(it.Message);
                break;
            case (ExecutorEventType.Shutdown, _):
                yield return new ExecutorEvent.Shutdown();
                break;
            default:
                break;
        }
    }
}

[WireEnum]
internal enum ExecutorEventType
{
    Unknown = 0,
    Subscribed = 1,
    Launch = 2,
    Kill = 3,
    Acknowledged = 4,
    Message = 5,
    Error = 6,
    Shutdown = 7,
    LaunchGroup = 8,
    Heartbeat = 9,
}

[Message]
internal sealed record SubscribedMessage([property: Id(1)] ExecutorInfo ExecutorInfo, [property: Id(2)] FrameworkInfo FrameworkInfo, [property: Id(3)] SlaveInfo SlaveInfo)
{
    [Id(4)]
    public ContainerId? ContainerId { get; init; }
}

[Message]
internal sealed record AcknowledgedMessage([property: Id(1)] TaskId TaskId, [property: Id(2)] Guid Uuid);

[Message]
internal sealed record LaunchMessage([property: Id(1)] TaskInfo Task);

[Message]
internal sealed record LaunchGroupMessage([property: Id(1)] TaskGroupMessage TaskGroup);

[Message]
internal sealed record TaskGroupMessage
{
    [Id(1)]
    public System.Collections.Immutable.ImmutableArray<TaskInfo> Tasks { get; init; } = [];
}

[Message]
internal sealed record KillMessage([property: Id(1)] TaskId TaskId)
{
    [Id(2)]
    public KillPolicy? KillPolicy { get; init; }
}

[Message]
internal sealed record DataMessage([property: Id(1)] System.Collections.Immutable.ImmutableArray<byte> Data);

[Message]
internal sealed record ErrorMessage([property: Id(1)] string Message);
