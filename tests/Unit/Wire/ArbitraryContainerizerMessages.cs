using System.Collections.Immutable;
using CsCheck;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.Values;
using MesosOrleans.Wire;

namespace MesosOrleans.Tests.Unit.Wire;

/// <summary>The messages of external containerizers, each field that the dialect of Mesos 0.19 has set in some of them, fields unknown to us in containers.</summary>
internal static class ArbitraryContainerizerMessages
{
    private static readonly Gen<string> Text = Gen.OneOf(Gen.String[Gen.Char['a', 'z'], 1, 12], Gen.OneOf("ä\n\"\\", "日本", "a b/c", "docker:///ubuntu:14.04"));

    private static readonly Gen<ImmutableArray<byte>> Data = Gen.Byte.Array[0, 300].Select(bytes => bytes.ToImmutableArray());

    private static readonly Gen<double> Amount = Gen.OneOf(Gen.Double[0.001, 1e9], Gen.OneOf(0.1, 1417046400.25));

    private static readonly Gen<ContainerId> Id = Text.Select(text => new ContainerId(text));

    private static readonly Gen<ImmutableArray<Label>> Labels = Gen.Select(Text, Text.Null()).Select((key, value) => new Label(key, value)).Array[0, 3]
        .Select(labels => labels.ToImmutableArray());

    // As a scheduler sends it: in protobuf, with a field that this version does not know.
    private static readonly Gen<CommandContainerInfo> Image = Gen.Select(Text, Text.Array[0, 3], Gen.Int[50, 5000], Data).Select((image, options, number, unknown) =>
        CommandContainerInfoCodec.Instance.FromProtobuf(
            Bytes.Of([Bytes.Text(1, image), .. options.Select(option => Bytes.Text(2, option)), Bytes.Message(number, [.. unknown])]), Dialect.V0));

    private static readonly Gen<HealthCheck> Health = Gen.Select(Amount, Gen.UInt[1, 10], Text, Gen.UInt[1, 9].Array[0, 4]).Select((amount, number, text, statuses) => new HealthCheck
    {
        Http = new HttpCheck { Port = number, Path = text, Scheme = text, Statuses = [.. statuses] },
        DelaySeconds = amount,
        IntervalSeconds = amount + 1,
        TimeoutSeconds = amount + 2,
        Failures = number,
        GracePeriodSeconds = amount + 3,
        Command = new CommandInfo { Value = text },
        Type = HealthCheckType.Tcp,
        Tcp = new TcpCheck { Port = number },
    });

    private static readonly Gen<CommandInfo> Command = Gen.Select(
        Text, Text.Null(), Image.Null(), Health.Null(), Gen.Select(Text, Text).Array[0, 3], Gen.Select(Text, Gen.OneOf<bool?>(null, true, false), Gen.Bool).Array[0, 3])
        .Select((value, user, image, health, variables, uris) => new CommandInfo
        {
            Value = value,
            User = user,
            Container = image,
            HealthCheck = health,
            Environment = [.. variables.Select(pair => new EnvironmentVariable(pair.Item1, pair.Item2))],
            Uris = [.. uris.Select(uri => new CommandUri { Value = uri.Item1, Executable = uri.Item2, Extract = uri.Item3 })],
        });

    private static readonly Gen<ContainerInfo> Container = Gen.Select(Text, Gen.Bool, Text.Null(), Gen.UInt[1, 70000], Gen.Bool, Data).Select((text, flag, other, port, isRead, unknown) =>
    {
        var container = new ContainerInfo
        {
            Type = ContainerType.Mesos,
            Hostname = other,
            Volumes = [new Volume { ContainerPath = text, HostPath = other, Mode = VolumeMode.Ro }],
            Docker = new DockerInfo
            {
                Image = text,
                Network = DockerNetwork.Bridge,
                PortMappings = [new PortMapping { HostPort = port, ContainerPort = port, Protocol = other }],
                Privileged = flag,
                Parameters = [new Parameter("k", text)],
                ForcePullImage = flag,
            },
        };
        byte[] bytes = [.. ContainerInfoCodec.Instance.ToProtobuf(container, Dialect.V0), .. Bytes.Message(77, [.. unknown])];
        return isRead ? ContainerInfoCodec.Instance.FromProtobuf(bytes, Dialect.V0) : container;
    });

    private static readonly Gen<ExecutorInfo> Executor = Gen.Select(Text, Command, Arbitrary.Resources, Labels, Data, Container.Null()).Select(
        (text, command, resources, labels, data, container) => new ExecutorInfo
        {
            ExecutorId = new ExecutorId(text),
            FrameworkId = new FrameworkId(text),
            Command = command,
            Resources = resources,
            Name = text,
            Source = text,
            Data = data,
            Container = container,
            Labels = labels,
            ShutdownGracePeriod = TimeSpan.FromMilliseconds(data.Length + 1),
        });

    private static readonly Gen<TaskInfo> Task = Gen.Select(Text, Arbitrary.Resources, Executor.Null(), Command.Null(), Data, Health.Null(), Container.Null(), Labels).Select(
        (text, resources, executor, command, data, health, container, labels) => new TaskInfo
        {
            Name = text,
            TaskId = new TaskId(text),
            SlaveId = new SlaveId(text),
            Resources = resources,
            Executor = executor,
            Command = command,
            Data = data,
            HealthCheck = health,
            Container = container,
            Labels = labels,
            KillPolicy = new KillPolicy { GracePeriod = TimeSpan.FromTicks(data.Length + 1) },
        });

    public static readonly Gen<ContainerizerLaunch> Launch = Gen.Select(Id, Task.Null(), Executor.Null(), Text.Null(), Gen.OneOf<bool?>(null, true, false)).Select(
        (id, task, executor, text, flag) => new ContainerizerLaunch
        {
            ContainerId = id,
            TaskInfo = task,
            ExecutorInfo = executor,
            Directory = text,
            User = text,
            SlaveId = text is null ? null : new SlaveId(text),
            SlavePid = text,
            Checkpoint = flag,
        });

    public static readonly Gen<ContainerizerUpdate> Update = Gen.Select(Id, Arbitrary.Resources).Select((id, resources) => new ContainerizerUpdate { ContainerId = id, Resources = resources });

    public static readonly Gen<ContainerizerWait> Wait = Id.Select(id => new ContainerizerWait(id));

    public static readonly Gen<ContainerizerDestroy> Destroy = Id.Select(id => new ContainerizerDestroy(id));

    public static readonly Gen<ContainerizerUsage> Usage = Id.Select(id => new ContainerizerUsage(id));

    public static readonly Gen<ContainerizerTermination> Termination = Gen.Select(Gen.Bool, Text, Gen.Int.Nullable()).Select(
        (killed, message, status) => new ContainerizerTermination { Killed = killed, Message = message, Status = status });

    public static readonly Gen<ContainerizerContainers> Containers = Id.Array[0, 50].Select(ids => new ContainerizerContainers { Containers = [.. ids] });

    public static readonly Gen<ResourceStatistics> Statistics = Gen.Select(Amount, Amount.Nullable(), Gen.ULong.Nullable(), Gen.UInt.Nullable()).Select((time, seconds, bytes, count) => new ResourceStatistics
    {
        Timestamp = time,
        CpusUserTimeSecs = seconds,
        CpusSystemTimeSecs = seconds,
        CpusLimit = seconds,
        MemRssBytes = bytes,
        MemLimitBytes = bytes,
        CpusNrPeriods = count,
        CpusNrThrottled = count,
        CpusThrottledTimeSecs = seconds,
        MemFileBytes = bytes,
        MemAnonBytes = bytes,
        MemMappedFileBytes = bytes,
    });
}
