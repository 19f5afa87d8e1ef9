using CsCheck;
using MesosOrleans.Protocol;
using MesosOrleans.Values;
using MesosOrleans.Wire;
using Xunit;

namespace MesosOrleans.Tests.Unit.Wire;

/// <summary>What an agent and a containerizer program say to each other (rules 18.3 and 18.4), by field number and by law.</summary>
public sealed class ContainerizerMessageTests
{
    private const int Samples = 500;

    [Fact]
    public void A_launch_is_its_fields_by_number()
    {
        var launch = new ContainerizerLaunch
        {
            ContainerId = new ContainerId("c"),
            TaskInfo = new TaskInfo { Name = "n", TaskId = new TaskId("t"), SlaveId = new SlaveId("s"), Resources = Resources.Empty },
            ExecutorInfo = new ExecutorInfo { ExecutorId = new ExecutorId("e"), Command = new CommandInfo { Value = "run" } },
            Directory = "/sandbox",
            User = "nobody",
            SlaveId = new SlaveId("s"),
            SlavePid = "slave(1)@10.0.0.1:5051",
            Checkpoint = false,
        };

        Assert.Equal(
            Bytes.Of(
                Bytes.Id(1, "c"), Bytes.Message(2, Bytes.Text(1, "n"), Bytes.Id(2, "t"), Bytes.Id(3, "s")),
                Bytes.Message(3, Bytes.Id(1, "e"), Bytes.Message(7, Bytes.Text(3, "run"))),
                Bytes.Text(4, "/sandbox"), Bytes.Text(5, "nobody"), Bytes.Id(6, "s"), Bytes.Text(7, "slave(1)@10.0.0.1:5051"), Bytes.Varint(8, 0)),
            ContainerizerLaunchCodec.Instance.ToProtobuf(launch, Dialect.V0));
    }

    [Fact]
    public void The_other_messages_are_their_fields_by_number()
    {
        var id = new ContainerId("c");
        byte[] idAlone = Bytes.Id(1, "c");

        Assert.Equal(idAlone, ContainerizerWaitCodec.Instance.ToProtobuf(new(id), Dialect.V0));
        Assert.Equal(idAlone, ContainerizerDestroyCodec.Instance.ToProtobuf(new(id), Dialect.V0));
        Assert.Equal(idAlone, ContainerizerUsageCodec.Instance.ToProtobuf(new(id), Dialect.V0));
        Assert.Equal(
            Bytes.Of(idAlone, Bytes.Message(2, Bytes.Text(1, "cpus"), Bytes.Varint(2, 0), Bytes.Message(3, Bytes.Double(1, 2)), Bytes.Text(6, "*"))),
            ContainerizerUpdateCodec.Instance.ToProtobuf(new() { ContainerId = id, Resources = Resources.Parse("cpus:2") }, Dialect.V0));
        Assert.Equal(
            Bytes.Of(Bytes.Id(1, "a"), Bytes.Id(1, "b")),
            ContainerizerContainersCodec.Instance.ToProtobuf(new() { Containers = [new("a"), new("b")] }, Dialect.V0));
        Assert.Equal(
            Bytes.Of(Bytes.Varint(1, 1), Bytes.Text(2, "oom"), Bytes.Varint(3, 137 << 8)),
            ContainerizerTerminationCodec.Instance.ToProtobuf(new() { Killed = true, Message = "oom", Status = 137 << 8 }, Dialect.V0));
    }

    [Fact]
    public void A_launch_is_read_as_it_was_written() => IsReadAsWritten(ContainerizerLaunchCodec.Instance, ArbitraryContainerizerMessages.Launch);

    [Fact]
    public void An_update_is_read_as_it_was_written() => IsReadAsWritten(ContainerizerUpdateCodec.Instance, ArbitraryContainerizerMessages.Update);

    [Fact]
    public void A_wait_is_read_as_it_was_written() => IsReadAsWritten(ContainerizerWaitCodec.Instance, ArbitraryContainerizerMessages.Wait);

    [Fact]
    public void A_destroy_is_read_as_it_was_written() => IsReadAsWritten(ContainerizerDestroyCodec.Instance, ArbitraryContainerizerMessages.Destroy);

    [Fact]
    public void A_usage_is_read_as_it_was_written() => IsReadAsWritten(ContainerizerUsageCodec.Instance, ArbitraryContainerizerMessages.Usage);

    [Fact]
    public void A_termination_is_read_as_it_was_written() => IsReadAsWritten(ContainerizerTerminationCodec.Instance, ArbitraryContainerizerMessages.Termination);

    [Fact]
    public void Containers_are_read_as_they_were_written() => IsReadAsWritten(ContainerizerContainersCodec.Instance, ArbitraryContainerizerMessages.Containers);

    [Fact]
    public void Statistics_are_read_as_they_were_written() => IsReadAsWritten(ResourceStatisticsCodec.Instance, ArbitraryContainerizerMessages.Statistics);

    /// <summary>By value where records compare by value; where they hold lists, by their text in the other form, JSON, which shows every field.</summary>
    private static void IsReadAsWritten<T>(MessageCodec<T> codec, Gen<T> messages)
        where T : notnull
    {
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        messages.Sample(
            message =>
            {
                FieldCover.Collect(message, seen);
                var frame = HostFrame.Of(codec, message);
                var read = HostFrame.Read(codec, frame);
                Assert.Equal(codec.ToJson(message, Dialect.V0), codec.ToJson(read, Dialect.V0));
                Assert.Equal(frame, HostFrame.Of(codec, read));
            }, iter: Samples, threads: 1);
        Assert.Equal(FieldCover.Of(typeof(T)), seen);
    }
}
