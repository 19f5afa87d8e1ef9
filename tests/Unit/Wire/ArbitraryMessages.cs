using System.Collections.Immutable;
using CsCheck;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.Values;

namespace MesosOrleans.Tests.Unit.Wire;

/// <summary>Messages with every field that the v1 API has, each set in some of them.</summary>
internal static class ArbitraryMessages
{
    private static readonly Gen<string> Text = Gen.OneOf(Gen.String[Gen.Char['a', 'z'], 1, 12], Gen.OneOf("ä\n\"\\", "日本", "a b/c", "😀"));

    private static readonly Gen<ImmutableArray<byte>> Data = Gen.Byte.Array[0, 200].Select(bytes => bytes.ToImmutableArray());

    private static readonly Gen<double> Seconds = Gen.OneOf(Gen.Double[0, 1e9], Gen.OneOf(0.0, 0.1, 1417046400.25, 5.0));

    private static readonly Gen<ImmutableArray<Label>> Labels = Gen.Select(Text, Text.Null()).Select((key, value) => new Label(key, value)).Array[0, 3]
        .Select(labels => labels.ToImmutableArray());

    private static readonly Gen<CommandInfo> Command = Gen.Select(
        Text, Text.Null(), Gen.Bool, Gen.Select(Text, Text).Array[0, 3], Gen.Select(Text, Gen.OneOf<bool?>(null, true, false), Gen.Bool).Array[0, 3])
        .Select((value, user, shell, variables, uris) => new CommandInfo
        {
            Value = value,
            User = user,
            Shell = shell,
            Arguments = [.. variables.Select(pair => pair.Item2)],
            Environment = [.. variables.Select(pair => new EnvironmentVariable(pair.Item1, pair.Item2))],
            Uris = [.. uris.Select(uri => new CommandUri { Value = uri.Item1, Executable = uri.Item2, Extract = uri.Item3 })],
        });

    private static readonly Gen<HealthCheck> Health = Gen.Select(Seconds, Gen.UInt[0, 10], Command.Null(), Gen.UInt.Array[0, 4]).Select((seconds, failures, command, statuses) =>
        new HealthCheck
        {
            DelaySeconds = seconds,
            Failures = failures,
            Command = command,
            Http = new HttpCheck { Port = 80, Path = "/", Statuses = [.. statuses] },
            Type = HealthCheckType.Http,
        });

    private static readonly Gen<ContainerInfo> Container = Gen.Select(Text, Gen.Bool, Text.Null()).Select((text, flag, host) => new ContainerInfo
    {
        Type = ContainerType.Docker,
        Hostname = host,
        Volumes = [new Volume { ContainerPath = text, HostPath = host, Mode = VolumeMode.Ro }],
        Docker = new DockerInfo { Image = text, Privileged = flag, Network = DockerNetwork.Bridge, Parameters = [new Parameter("k", text)], ForcePullImage = flag },
    });

    private static readonly Gen<ExecutorInfo> Executor = Gen.Select(Text, Command, Arbitrary.Resources, Labels, Data, Container.Null()).Select(
        (id, command, resources, labels, data, container) => new ExecutorInfo
        {
            ExecutorId = new ExecutorId(id),
            FrameworkId = new FrameworkId("f"),
            Command = command,
            Resources = resources,
            Name = id,
            Labels = labels,
            Data = data,
            Container = container,
            ShutdownGracePeriod = TimeSpan.FromMilliseconds(data.Length),
        });

    public static readonly Gen<TaskInfo> Task = Gen.Select(Text, Arbitrary.Resources, Executor.Null(), Command.Null(), Data, Health.Null(), Labels).Select(
        (name, resources, executor, command, data, health, labels) => new TaskInfo
        {
            Name = name,
            TaskId = new TaskId(name + "1"),
            SlaveId = new SlaveId("s"),
            Resources = resources,
            Executor = executor,
            Command = command,
            Data = data,
            HealthCheck = health,
            Labels = labels,
            KillPolicy = labels.IsEmpty ? null : new KillPolicy { GracePeriod = TimeSpan.FromTicks(data.Length) },
        });

    public static readonly Gen<TaskStatus> Status = Gen.Select(Text, Gen.Enum<TaskState>(), Text.Null(), Seconds, Data, Gen.OneOf<bool?>(null, true, false), Gen.Enum<TaskStatusReason>().Nullable(), Labels)
        .Select((id, state, message, time, data, healthy, reason, labels) => new TaskStatus
        {
            TaskId = new TaskId(id),
            State = state,
            Message = message,
            Timestamp = time,
            Data = data,
            Healthy = healthy,
            Reason = reason,
            Source = healthy is null ? null : TaskStatusSource.Slave,
            Uuid = data,
            Labels = labels,
            ExecutorId = message is null ? null : new ExecutorId(message),
            SlaveId = message is null ? null : new SlaveId(message),
        });

    public static readonly Gen<ExecutorCall> Call = Gen.Select(Task.Array[0, 2], Status.Array[0, 2], Data, Gen.Enum<ExecutorCallType>().Nullable()).Select((tasks, statuses, data, type) => new ExecutorCall
    {
        ExecutorId = new ExecutorId("e"),
        FrameworkId = new FrameworkId("f"),
        Type = type,
        Subscribe = new ExecutorSubscribe { UnacknowledgedTasks = [.. tasks], UnacknowledgedUpdates = [.. statuses.Select(status => new ExecutorUpdate(status))] },
        Update = statuses.Length == 0 ? null : new ExecutorUpdate(statuses[0]),
        Message = data.IsEmpty ? null : new ExecutorMessage(data),
    });
}
