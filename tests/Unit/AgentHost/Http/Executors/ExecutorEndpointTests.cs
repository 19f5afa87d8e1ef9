using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using MesosOrleans.AgentHost.Executors;
using MesosOrleans.AgentHost.Http.Executors;
using MesosOrleans.Executors;
using MesosOrleans.Protocol;
using MesosOrleans.Values;
using MesosOrleans.Wire;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Http.Executors;

/// <summary>Section 7 of the facts on the v1 API, row by row and in its order.</summary>
public sealed class ExecutorEndpointTests
{
    private const string Json = "application/json";
    private const string Ids = "\"executor_id\":{\"value\":\"e\"},\"framework_id\":{\"value\":\"f\"}";
    private const string Uuid = "ABEiM0RVZneImaq7zN3u/w==";

    /// <summary>What is asked; what the agent would answer; status and text. Each row is right in all that earlier rows check, and wrong in all that later ones do where it can be.</summary>
    public static TheoryData<string, string?, string, bool, string, int, string> Checks => new()
    {
        { "GET", null, "", false, "NotReady", 503, "Agent has not finished recovery" },
        { "GET", null, "", true, "NotReady", 405, "Expecting one of { 'POST' }, but received 'GET'" },
        { "POST", null, "x", true, "NotReady", 400, "Expecting 'Content-Type' to be present" },
        { "POST", "text/plain", "x", true, "NotReady", 415, "Expecting 'Content-Type' of application/json or application/x-protobuf" },
        { "POST", "application/json; charset=utf-8", "x", true, "NotReady", 415, "Expecting 'Content-Type' of application/json or application/x-protobuf" },
        { "POST", "application/x-protobuf", "x", true, "NotReady", 400, "Failed to parse body into Call protobuf" },
        { "POST", Json, "x", true, "NotReady", 400, "Failed to parse body into JSON: " },
        { "POST", Json, "{}", true, "NotReady", 400, "Failed to convert JSON into Call protobuf: Missing required fields: executor_id, framework_id" },
        { "POST", Json, $"{{{Ids}}}", true, "NotReady", 400, "Failed to validate Executor::Call: Expecting 'type' to be present" },
        { "POST", Json, $"{{{Ids},\"type\":\"NONSENSE\"}}", true, "NotReady", 400, "Failed to validate Executor::Call: Expecting 'type' to be present" },
        { "POST", Json, Call("SUBSCRIBE", ""), true, "NotReady", 400, "Failed to validate Executor::Call: Expecting 'subscribe' to be present" },
        { "POST", Json, Call("UPDATE", ""), true, "NotReady", 400, "Failed to validate Executor::Call: Expecting 'update' to be present" },
        { "POST", Json, Update("TASK_STAGING", "\"executor_id\":{\"value\":\"x\"}"), true, "NotReady", 400, "Failed to validate Executor::Call: Expecting 'uuid' to be present" },
        {
            "POST", Json, Update("TASK_STAGING", "\"uuid\":\"AAA=\",\"executor_id\":{\"value\":\"x\"}"), true, "NotReady", 400,
            "Failed to validate Executor::Call: Not a valid UUID: expected 16 bytes and not 2"
        },
        {
            "POST", Json, Update("TASK_STAGING", $"\"uuid\":\"{Uuid}\",\"executor_id\":{{\"value\":\"x\"}}"), true, "NotReady", 400,
            "Failed to validate Executor::Call: ExecutorID in Call: e does not match ExecutorID in TaskStatus: x"
        },
        {
            "POST", Json, Update("TASK_STAGING", $"\"uuid\":\"{Uuid}\",\"source\":\"SOURCE_AGENT\""), true, "NotReady", 400,
            "Failed to validate Executor::Call: Received Call from executor e of framework f with invalid source, expecting 'SOURCE_EXECUTOR'"
        },
        {
            "POST", Json, Update("TASK_STAGING", $"\"uuid\":\"{Uuid}\",\"source\":\"SOURCE_EXECUTOR\""), true, "NotReady", 400,
            "Failed to validate Executor::Call: Received TASK_STAGING from executor e of framework f which is not allowed"
        },
        { "POST", Json, Call("MESSAGE", ""), true, "NotReady", 400, "Failed to validate Executor::Call: Expecting 'message' to be present" },
        { "POST", Json, Call("HEARTBEAT", ""), true, "NotReady", 202, "" },
        { "POST", Json, Message, true, "NotReady", 503, "Agent has not finished recovery" },
        { "POST", Json, Message, true, "UnknownFramework", 400, "Framework cannot be found" },
        { "POST", Json, Message, true, "UnknownExecutor", 400, "Executor cannot be found" },
        { "POST", Json, Message, true, "NotSubscribed", 403, "Executor is not subscribed" },
        { "POST", Json, Message, true, "Accepted", 202, "" },
        { "POST", Json, Update("TASK_RUNNING", $"\"uuid\":\"{Uuid}\",\"source\":\"SOURCE_EXECUTOR\""), true, "NotSubscribed", 403, "Executor is not subscribed" },
        { "POST", Json, Update("TASK_RUNNING", $"\"uuid\":\"{Uuid}\",\"source\":\"SOURCE_EXECUTOR\""), true, "Accepted", 202, "" },
        { "POST", Json, Call("SUBSCRIBE", ",\"subscribe\":{}"), true, "UnknownFramework", 400, "Framework cannot be found" },
        { "POST", Json, Call("UNKNOWN", ""), true, "NotReady", 501, "There is no such call" },
    };

    private static string Message => Call("MESSAGE", ",\"message\":{\"data\":\"aGk=\"}");

    [Theory, MemberData(nameof(Checks))]
    public async Task A_call_is_checked_in_this_order(string method, string? contentType, string body, bool recovered, string answer, int status, string text)
    {
        await using var api = await ExecutorApi.Start(new ScriptedExecutorCalls { IsReadyToReconnect = recovered, Answer = Enum.Parse<ExecutorAnswer>(answer) });
        using var http = new HttpClient();
        foreach (var path in new[] { "/api/v1/executor", "/slave(1)/api/v1/executor" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(api.Address, path));
            if (method == "POST")
                request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            if (contentType is not null)
                request.Content!.Headers.TryAddWithoutValidation("Content-Type", contentType);

            using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal(status, (int)response.StatusCode);
            Assert.StartsWith(text, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.Equal(status == 405, response.Content.Headers.Allow.Contains("POST"));
        }
    }

    [Theory]
    [InlineData(null, Json)]
    [InlineData("*/*", Json)]
    [InlineData("application/*", Json)]
    [InlineData("APPLICATION/JSON", Json)]
    [InlineData("application/x-protobuf", "application/x-protobuf")]
    [InlineData("application/json;q=0, */*;q=0.5", "application/x-protobuf")]
    [InlineData("application/json;q=0, application/x-protobuf", "application/x-protobuf")]
    [InlineData("text/html", null)]
    public async Task The_stream_comes_in_the_first_form_that_is_accepted(string? accept, string? contentType)
    {
        await using var api = await ExecutorApi.Start();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(api.Address, "/api/v1/executor")) { Content = new StringContent(Call("SUBSCRIBE", ",\"subscribe\":{}")) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(Json);
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        Assert.Equal(contentType is null ? HttpStatusCode.NotAcceptable : HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(contentType ?? "text/plain", response.Content.Headers.ContentType?.ToString());
    }

    /// <summary>There are clients that read an event from each chunk (section 3 of the facts). The expected bytes are written by hand.</summary>
    [Fact]
    public async Task Each_event_is_one_chunk_of_one_record()
    {
        var task = new TaskInfo { Name = "n", TaskId = new TaskId("t"), SlaveId = new SlaveId("s"), Resources = Resources.Empty };
        await using var api = await ExecutorApi.Start(new ScriptedExecutorCalls
        {
            Greeting =
            [
                ExecutorApi.Subscribed, new ExecutorEvent.Launch(task), new ExecutorEvent.Kill(task.TaskId),
                new ExecutorEvent.Acknowledged(task.TaskId, new Guid(Convert.FromBase64String(Uuid), bigEndian: true)), new ExecutorEvent.Message([104, 105]), new ExecutorEvent.Error("bad"),
                new ExecutorEvent.Shutdown(),
            ],
        });
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, api.Address.Port, TestContext.Current.CancellationToken);
        var body = Call("SUBSCRIBE", ",\"subscribe\":{}");
        await socket.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"POST /api/v1/executor HTTP/1.1\r\nHost: a\r\nContent-Type: {Json}\r\nContent-Length: {body.Length}\r\n\r\n{body}"), TestContext.Current.CancellationToken);
        (await api.Calls.Subscriptions.ReadAsync(TestContext.Current.CancellationToken)).Connection.Close();
        using var reader = new StreamReader(socket.GetStream());
        var text = new StringBuilder();
        for (var next = reader.Read(); next >= 0 && !Ends(text.Append((char)next)); next = reader.Read())
        {
        }

        var chunks = text.ToString()[(text.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        Assert.Equal(string.Concat(Events.Select(Chunk)) + "0\r\n\r\n", chunks);
    }

    private static readonly string[] Events =
    [
        """{"type":"SUBSCRIBED","subscribed":{"executor_info":{"executor_id":{"value":"e"},"framework_id":{"value":"f"},"command":{"value":"./e","shell":true}},"framework_info":{"user":"u","name":"n","id":{"value":"f"},"failover_timeout":0.0,"checkpoint":false},"agent_info":{"hostname":"h","port":5051,"id":{"value":"s"}},"container_id":{"value":"c"}}}""",
        """{"type":"LAUNCH","launch":{"task":{"name":"n","task_id":{"value":"t"},"agent_id":{"value":"s"}}}}""",
        """{"type":"KILL","kill":{"task_id":{"value":"t"}}}""",
        $$$"""{"type":"ACKNOWLEDGED","acknowledged":{"task_id":{"value":"t"},"uuid":"{{{Uuid}}}"}}""",
        """{"type":"MESSAGE","message":{"data":"aGk="}}""",
        """{"type":"ERROR","error":{"message":"bad"}}""",
        """{"type":"SHUTDOWN"}""",
    ];

    [Fact]
    public async Task An_update_goes_on_with_its_uuid_and_says_who_sent_it()
    {
        await using var api = await ExecutorApi.Start();
        using var http = new HttpClient();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Update("TASK_RUNNING", $"\"uuid\":\"{Uuid}\",\"source\":\"SOURCE_EXECUTOR\",\"healthy\":true")));
        content.Headers.ContentType = new MediaTypeHeaderValue(Json);

        using var response = await http.PostAsync(new Uri(api.Address, "/api/v1/executor"), content, TestContext.Current.CancellationToken);

        var update = await api.Calls.Updates.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), update.Uuid);
        Assert.Equal((new FrameworkId("f"), new ExecutorId("e"), TaskState.Running, true), (update.FrameworkId, update.ExecutorId!.Value, update.Status.State, update.Status.Healthy));
        Assert.True(update.Timestamp > 0);
    }

    [Fact]
    public async Task An_executor_that_does_not_read_is_cut_off_and_the_agent_never_waits_for_it()
    {
        var stream = new ExecutorStream(MessageFormat.Json);
        for (var i = 0; i <= ExecutorStream.EventsMax; i++)
            stream.Send(new ExecutorEvent.Shutdown());

        Assert.True(stream.IsOverrun);
        var written = 0;
        await stream.CopyTo((_, _) => { written++; return ValueTask.CompletedTask; }, TestContext.Current.CancellationToken);
        Assert.Equal(ExecutorStream.EventsMax, written);
    }

    private static bool Ends(StringBuilder text) => text.Length > 7 && text.ToString(text.Length - 7, 7) == "\r\n0\r\n\r\n";

    private static string Call(string type, string more) => $"{{{Ids},\"type\":\"{type}\"{more}}}";

    private static string Update(string state, string more) =>
        Call("UPDATE", $",\"update\":{{\"status\":{{\"task_id\":{{\"value\":\"t\"}},\"state\":\"{state}\",{more}}}}}");

    private static string Chunk(string json) => $"{$"{json.Length}\n{json}".Length:x}\r\n{json.Length}\n{json}\r\n";
}
