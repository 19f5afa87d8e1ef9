using MesosOrleans.Protocol;
using MesosOrleans.Values;
using MesosOrleans.Wire;
using Xunit;

namespace MesosOrleans.Tests.Unit.Wire;

/// <summary>The bytes of messages, encoded by hand from the field numbers of Mesos (0.19 and v1).</summary>
public sealed class ProtobufTests
{
    [Fact]
    public void A_task_is_its_fields_by_number()
    {
        var task = new TaskInfo
        {
            Name = "sleep",
            TaskId = new TaskId("t1"),
            SlaveId = new SlaveId("s1"),
            Resources = Resources.Parse("cpus:0.5;ports(web):[1-2,5-5];disks:{b, a}"),
            Data = [1, 2],
            Executor = new ExecutorInfo { ExecutorId = new ExecutorId("e"), Command = new CommandInfo { Value = "./run", User = "u" } },
        };

        Assert.Equal(
            Bytes.Of(
                Bytes.Text(1, "sleep"), Bytes.Id(2, "t1"), Bytes.Id(3, "s1"),
                Bytes.Message(4, Bytes.Text(1, "cpus"), Bytes.Varint(2, 0), Bytes.Message(3, Bytes.Double(1, 0.5)), Bytes.Text(6, "*")),
                Bytes.Message(4, Bytes.Text(1, "disks"), Bytes.Varint(2, 2), Bytes.Message(5, Bytes.Text(1, "a"), Bytes.Text(1, "b")), Bytes.Text(6, "*")),
                Bytes.Message(
                    4, Bytes.Text(1, "ports"), Bytes.Varint(2, 1),
                    Bytes.Message(4, Bytes.Message(1, Bytes.Varint(1, 1), Bytes.Varint(2, 2)), Bytes.Message(1, Bytes.Varint(1, 5), Bytes.Varint(2, 5))),
                    Bytes.Text(6, "web")),
                Bytes.Message(5, Bytes.Id(1, "e"), Bytes.Message(7, Bytes.Text(3, "./run"), Bytes.Text(5, "u"))),
                Bytes.Message(6, [1, 2])),
            TaskInfoCodec.Instance.ToProtobuf(task, Dialect.V0));
    }

    [Fact]
    public void A_status_update_carries_its_uuid_as_sixteen_bytes_in_the_order_of_its_text()
    {
        var update = new StatusUpdate
        {
            FrameworkId = new FrameworkId("f"),
            SlaveId = new SlaveId("s"),
            Status = new TaskStatus { TaskId = new TaskId("t"), State = TaskState.Starting },
            Uuid = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"),
            Timestamp = 1.5,
        };

        var expected = Bytes.Of(
            Bytes.Id(1, "f"), Bytes.Id(3, "s"), Bytes.Message(4, Bytes.Id(1, "t"), Bytes.Varint(2, 0)), Bytes.Double(5, 1.5),
            Bytes.Message(6, [0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff]));
        Assert.Equal(expected, StatusUpdateCodec.Instance.ToProtobuf(update, Dialect.V0));
        Assert.Equal(update, StatusUpdateCodec.Instance.FromProtobuf(expected, Dialect.V0));
    }

    /// <summary>Number 6 of a command is its health check in 0.19 and says whether there is a shell in v1.</summary>
    [Fact]
    public void The_two_dialects_may_number_a_field_differently()
    {
        var command = new CommandInfo { Value = "a", Shell = false, Arguments = ["a", "b"] };

        Assert.Equal(Bytes.Of(Bytes.Text(3, "a")), CommandInfoCodec.Instance.ToProtobuf(command, Dialect.V0));
        var v1 = Bytes.Of(Bytes.Text(3, "a"), Bytes.Varint(6, 0), Bytes.Text(7, "a"), Bytes.Text(7, "b"));
        Assert.Equal(v1, CommandInfoCodec.Instance.ToProtobuf(command, Dialect.V1));
        Assert.False(CommandInfoCodec.Instance.FromProtobuf(v1, Dialect.V1).Shell);
        Assert.True(CommandInfoCodec.Instance.FromProtobuf(v1, Dialect.V0).Shell);
    }

    [Fact]
    public void A_length_that_needs_two_bytes_moves_the_message_up()
    {
        var text = new string('x', 300);

        Assert.Equal(
            Bytes.Of(Bytes.Id(1, text), Bytes.Message(7, Bytes.Message(2, Bytes.Message(1, Bytes.Text(1, text), Bytes.Text(2, text))), Bytes.Text(3, "c"))),
            ExecutorInfoCodec.Instance.ToProtobuf(
                new ExecutorInfo { ExecutorId = new ExecutorId(text), Command = new CommandInfo { Value = "c", Environment = [new EnvironmentVariable(text, text)] } }, Dialect.V0));
    }

    [Fact]
    public void The_parts_of_a_message_that_comes_twice_are_merged_and_the_last_value_counts()
    {
        var bytes = Bytes.Of(
            Bytes.Id(1, "old"), Bytes.Message(7, Bytes.Text(3, "old"), Bytes.Message(1, Bytes.Text(1, "u1"))), Bytes.Message(7, Bytes.Text(3, "new"), Bytes.Message(1, Bytes.Text(1, "u2"))),
            Bytes.Id(1, "new"));

        var executor = ExecutorInfoCodec.Instance.FromProtobuf(bytes, Dialect.V0);

        Assert.Equal("new", executor.ExecutorId.Value);
        Assert.Equal("new", executor.Command.Value);
        Assert.Equal(["u1", "u2"], executor.Command.Uris.Select(uri => uri.Value));
    }

    [Fact]
    public void Repeated_numbers_may_come_packed()
    {
        var bytes = Bytes.Of(Bytes.Varint(1, 80), Bytes.Varint(4, 200), Bytes.Message(4, [0xC9, 0x01, 0xCA, 0x01]));

        Assert.Equal([200u, 201u, 202u], HttpCheckCodec.Instance.FromProtobuf(bytes, Dialect.V0).Statuses);
    }

    [Fact]
    public void A_container_is_passed_on_byte_for_byte_with_what_is_unknown_in_it()
    {
        var bytes = Bytes.Of(Bytes.Text(3, "c"), Bytes.Message(4, Bytes.Text(99, "unknown"), Bytes.Text(1, "docker:///busybox"), Bytes.Text(2, "-v")));
        // Fields of a message are written by number, within the container as they came.
        var expected = Bytes.Of(Bytes.Text(3, "c"), Bytes.Message(4, Bytes.Text(99, "unknown"), Bytes.Text(1, "docker:///busybox"), Bytes.Text(2, "-v")));

        var command = CommandInfoCodec.Instance.FromProtobuf(bytes, Dialect.V0);

        Assert.Equal("docker:///busybox", command.Container!.Image);
        Assert.Equal(["-v"], command.Container.Options);
        Assert.Equal(expected, CommandInfoCodec.Instance.ToProtobuf(command, Dialect.V0));
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        var refusal = Assert.Throws<MessageException>(() => TaskInfoCodec.Instance.FromProtobuf(Bytes.Text(1, "n"), Dialect.V1));

        Assert.Equal("Missing required fields: task_id, agent_id", refusal.Message);
    }

    [Fact]
    public void An_unknown_value_of_an_enum_counts_as_unset()
    {
        var known = Bytes.Of(Bytes.Id(1, "t"), Bytes.Varint(2, 1));

        Assert.Null(TaskStatusCodec.Instance.FromProtobuf([.. known, .. Bytes.Varint(9, 77)], Dialect.V1).Source);
        Assert.Equal(
            "Missing required fields: state",
            Assert.Throws<MessageException>(() => TaskStatusCodec.Instance.FromProtobuf(Bytes.Of(Bytes.Id(1, "t"), Bytes.Varint(2, 77)), Dialect.V1)).Message);
    }

    [Fact]
    public void Groups_are_passed_over()
    {
        // Field 50 as a group that holds field 1 and a group of its own.
        byte[] group = [0x93, 0x03, 0x08, 0x05, 0x0B, 0x0C, 0x94, 0x03];

        Assert.Equal("t", TaskIdCodec.Instance.FromProtobuf([.. group, .. Bytes.Text(1, "t")], Dialect.V1).Value);
    }
}
