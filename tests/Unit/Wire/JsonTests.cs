using System.Text;
using System.Text.Json;
using MesosOrleans.Protocol;
using MesosOrleans.Values;
using MesosOrleans.Wire;
using Xunit;

namespace MesosOrleans.Tests.Unit.Wire;

/// <summary>The JSON of messages as section 9 of the facts on the v1 API maps it.</summary>
public sealed class JsonTests
{
    private static readonly TaskInfo Task = new()
    {
        Name = "n",
        TaskId = new TaskId("t"),
        SlaveId = new SlaveId("s"),
        Resources = Resources.Parse("cpus:1;ports:[31000-31001]"),
        Command = new CommandInfo { Value = "echo \"ä\"", Uris = [new CommandUri { Value = "http://h/f" }], Environment = [new EnvironmentVariable("A", "1")] },
        Data = [255, 254, 253, 0],
    };

    [Fact]
    public void Numbers_are_numbers_bytes_are_base64_and_declared_defaults_are_written() => Assert.Equal(
        """
        {"name":"n","task_id":{"value":"t"},"agent_id":{"value":"s"},"resources":[
        {"name":"cpus","type":"SCALAR","scalar":{"value":1.0},"role":"*"},
        {"name":"ports","type":"RANGES","ranges":{"range":[{"begin":31000,"end":31001}]},"role":"*"}],
        "command":{"value":"echo \"ä\"","uris":[{"value":"http://h/f","extract":true}],
        "environment":{"variables":[{"name":"A","value":"1","type":"VALUE"}]},"shell":true},"data":"//79AA=="}
        """.Replace("\n", "", StringComparison.Ordinal),
        Text(TaskInfoCodec.Instance.ToJson(Task, Dialect.V1)));

    [Fact]
    public void The_older_dialect_says_slave() => Assert.Equal(
        """
        {"task_id":{"value":"t"},"state":"TASK_RUNNING","slave_id":{"value":"s"},"source":"SOURCE_SLAVE","reason":"REASON_SLAVE_RESTARTED"}
        """,
        Text(TaskStatusCodec.Instance.ToJson(
            new TaskStatus
            {
                TaskId = new TaskId("t"),
                State = TaskState.Running,
                SlaveId = new SlaveId("s"),
                Source = TaskStatusSource.Slave,
                Reason = TaskStatusReason.SlaveRestarted,
            }, Dialect.V0)));

    [Fact]
    public void A_framework_shows_what_the_schema_gives_defaults_and_not_its_deprecated_role() => Assert.Equal(
        """{"user":"u","name":"n","failover_timeout":0.0,"checkpoint":false}""",
        Text(FrameworkInfoCodec.Instance.ToJson(new FrameworkInfo { User = "u", Name = "n" }, Dialect.V1)));

    [Fact]
    public void Null_is_unset_also_for_lists_and_unknown_names_are_passed_over()
    {
        var task = Read(TaskInfoCodec.Instance, """
            {"labels":null,"resources":null,"nonsense":[{"x":[1,null]}],"taskId":"no","name":"n","executor":null,"data":null,
             "agent_id":{"value":"s","more":{}},"task_id":{"value":"t"}}
            """);

        Assert.Equal(("n", "t", true), (task.Name, task.TaskId.Value, task.Resources.IsEmpty));
    }

    [Fact]
    public void A_value_where_a_list_is_expected_is_a_list_of_one()
    {
        var task = Read(TaskInfoCodec.Instance, """
            {"name":"n","agent_id":{"value":"s"},"task_id":{"value":"t"},
             "resources":{"name":"ports","type":"RANGES","ranges":{"range":{"begin":"1","end":2}}},"command":{"value":"c","arguments":"one"}}
            """);

        Assert.Equal("ports(*):[1-2]", task.Resources.ToString());
        Assert.Equal(["one"], task.Command!.Arguments);
    }

    [Theory]
    [InlineData("""{"port":"5"}""", 5u)]
    [InlineData("""{"port":5.0}""", 5u)]
    [InlineData("""{"port":5e0}""", 5u)]
    public void Numbers_may_be_texts(string json, uint expected) => Assert.Equal(expected, Read(TcpCheckCodec.Instance, json).Port);

    [Theory]
    [InlineData("true", true)]
    [InlineData("\"false\"", false)]
    [InlineData("null", null)]
    public void Booleans_may_be_texts(string json, bool? expected) => Assert.Equal(
        expected, Read(TaskStatusCodec.Instance, $$"""{"task_id":{"value":"t"},"state":"TASK_LOST","healthy":{{json}}}""").Healthy);

    [Theory]
    [InlineData("\"Infinity\"", double.PositiveInfinity)]
    [InlineData("\"-Infinity\"", double.NegativeInfinity)]
    [InlineData("1e3", 1000.0)]
    public void Doubles_know_infinity(string json, double expected) =>
        Assert.Equal(expected, Read(FiltersCodec.Instance, $$"""{"refuse_seconds":{{json}}}""").RefuseSeconds);

    [Fact]
    public void An_enums_unknown_name_is_unset_and_an_error_where_it_is_required()
    {
        var status = Read(TaskStatusCodec.Instance, """{"task_id":{"value":"t"},"state":"TASK_LOST","source":"SOURCE_MARS","reason":"REASON_AGENT_REMOVED"}""");

        Assert.Equal((null, TaskStatusReason.SlaveRemoved), (status.Source, status.Reason));
        Assert.Equal(
            "Missing required fields: state",
            Assert.Throws<MessageException>(() => Read(TaskStatusCodec.Instance, """{"task_id":{"value":"t"},"state":"TASK_MARS"}""")).Message);
    }

    [Theory]
    [InlineData("""{"name":["n"]}""")]
    [InlineData("""{"name":{}}""")]
    [InlineData("""{"name":1}""")]
    [InlineData("""{"data":"%%"}""")]
    [InlineData("""{"task_id":"t"}""")]
    [InlineData("""{"resources":[[]]}""")]
    [InlineData("""{"resources":[{"name":"cpus","type":"SCALAR"}]}""")]
    [InlineData("""{"resources":[{"name":"cpus","type":0}]}""")]
    [InlineData("""{"name":"\ud800"}""")]
    [InlineData("[]")]
    public void What_has_the_wrong_form_is_refused_in_words(string json) =>
        Assert.NotEqual("", Assert.Throws<MessageException>(() => Read(TaskInfoCodec.Instance, json)).Message);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"value":"t"} {}""")]
    [InlineData("""{"value":"t"}x""")]
    public void What_is_no_json_is_told_apart(string json) => Assert.ThrowsAny<JsonException>(() => Read(TaskIdCodec.Instance, json));

    private static T Read<T>(MessageCodec<T> codec, string json) => codec.FromJson(Encoding.UTF8.GetBytes(json), Dialect.V1);

    private static string Text(byte[] json) => Encoding.UTF8.GetString(json);
}
