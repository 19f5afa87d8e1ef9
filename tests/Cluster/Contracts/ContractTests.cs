using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace MesosOrleans.Tests.Cluster.Contracts;

/// <summary>Every endpoint of a real master and a real slave against its list of fields and types, on a cluster that has one of everything.</summary>
public sealed class ContractTests(OneOfEverything shared) : IClassFixture<OneOfEverything>
{
    private static readonly HttpClient Http = new(new HttpClientHandler { AllowAutoRedirect = false });

    public static TheoryData<string, string> Endpoints => [.. Contract.All.Select(contract => (contract.Program, contract.Path))];

    [Theory, MemberData(nameof(Endpoints))]
    public async Task An_endpoint_answers_with_the_fields_of_its_list_and_no_others(string program, string path)
    {
        var contract = Contract.All.Single(contract => (contract.Program, contract.Path) == (program, path));

        var (answer, text) = await Get(program, path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal([], contract.Offences(JsonNode.Parse(text)!));
    }

    [Theory, MemberData(nameof(Endpoints))]
    public async Task It_answers_with_a_script_where_a_page_asks_for_one_and_compressed_where_that_is_understood(string program, string path)
    {
        var mark = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        if (path != "/__processes__")
        {
            var (script, text) = await Get(program, $"{path}{mark}jsonp=take");
            Assert.Equal("text/javascript", script.Content.Headers.ContentType!.MediaType);
            Assert.Matches(@"^take\([\[{](.|\n)*[\]}]\);$", text);
            Assert.Equal(HttpStatusCode.BadRequest, (await Get(program, $"{path}{mark}jsonp=take(")).Answer.StatusCode);
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, shared.AddressOf(program, path));
        request.Headers.AcceptEncoding.ParseAdd("gzip");
        using var answer = await Http.SendAsync(request);
        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
        await using var unpacked = new GZipStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        Assert.NotNull(await JsonNode.ParseAsync(unpacked));
    }

    [Theory]
    [InlineData("master", "/master/health", 200, "")]
    [InlineData("slave", "/slave(1)/health", 200, "")]
    [InlineData("slave", "/health/more", 200, "")]
    [InlineData("master", "/logging/toggle", 200, "0\n")]
    [InlineData("slave", "/logging/toggle", 200, "0\n")]
    [InlineData("slave", "/logging/toggle?level=1", 400, "Expecting 'duration=value' in query.\n")]
    [InlineData("slave", "/logging/toggle?duration=1secs", 400, "Expecting 'level=value' in query.\n")]
    [InlineData("master", "/logging/toggle?level=x&duration=1secs", 400, "Invalid level 'x'")]
    [InlineData("master", "/logging/toggle?level=-1&duration=1secs", 400, "Invalid level '-1'")]
    [InlineData("master", "/logging/toggle?level=1&duration=1", 400, "Invalid duration '1'")]
    [InlineData("master", "/profiler/start", 400, "LIBPROCESS_ENABLE_PROFILER")]
    [InlineData("slave", "/profiler/stop", 400, "Profiler not running.")]
    [InlineData("master", "/metrics/snapshot?timeout=5", 400, "Invalid timeout '5':")]
    [InlineData("slave", "/metrics/snapshot?timeout=", 400, "Invalid timeout '':")]
    [InlineData("master", "/files/read.json", 400, "Expecting 'path=value' in query.\n")]
    [InlineData("master", "/files/browse.json?path=/etc", 404, "")]
    [InlineData("master", "/files/download.json?path=/slave/log", 404, "")]
    [InlineData("slave", "/files/browse.json", 400, "Expecting 'path=value' in query.\n")]
    [InlineData("slave", "/no/where", 404, "/help")]
    [InlineData("slave", "/help/nobody", 400, "No help for 'nobody'")]
    [InlineData("slave", "/help/slave(1)/state.json", 200, "/slave(1)/state.json")]
    [InlineData("master", "/help/files", 200, "/files/download.json")]
    public async Task It_answers_with_the_code_and_the_words_of_Mesos(string program, string path, int code, string words)
    {
        var (answer, text) = await Get(program, path);

        Assert.Equal(code, (int)answer.StatusCode);
        if (words.Length == 0)
            Assert.Empty(text);
        else
            Assert.Contains(words, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_raised_level_of_the_log_is_told_and_ends_by_itself()
    {
        Assert.Equal(HttpStatusCode.OK, (await Get("slave", "/logging/toggle?level=2&duration=1ns")).Answer.StatusCode);
        await Support.Eventually.Holds("the level is as at the start", async () => (await Get("slave", "/logging/toggle")).Text == "0\n");
        Assert.Equal(HttpStatusCode.OK, (await Get("slave", "/logging/toggle?level=1&duration=1hrs")).Answer.StatusCode);
        Assert.Equal("1\n", (await Get("slave", "/logging/toggle")).Text);
        Assert.Equal(HttpStatusCode.OK, (await Get("slave", "/logging/toggle?level=0&duration=1hrs")).Answer.StatusCode);
    }

    [Theory]
    [InlineData("monitor=disk&hosts=a,b&level=ok", 200, """{"hosts":["a","b"],"isHealthy":true,"monitor":"disk"}""")]
    [InlineData("monitor=disk&hosts=a", 400, "Missing value for 'level'.\n")]
    public async Task What_a_monitor_says_is_echoed(string body, int code, string expected)
    {
        using var answer = await Http.PostAsync(shared.AddressOf("master", "/master/observe?monitor=ignored"), new StringContent(body, Encoding.UTF8, "text/plain"));

        Assert.Equal((code, expected), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_body_may_come_compressed()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            await gzip.WriteAsync("monitor=m&hosts=h&level=bad"u8.ToArray());
        }

        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        using var answer = await Http.PostAsync(shared.AddressOf("master", "/master/observe"), content);

        Assert.Equal("""{"hosts":["h"],"isHealthy":false,"monitor":"m"}""", await answer.Content.ReadAsStringAsync());
    }

    [Theory, InlineData("master", "/master/log"), InlineData("slave", "/slave/log")]
    public async Task The_log_can_be_downloaded(string program, string path)
    {
        var (answer, text) = await Get(program, $"/files/download.json?path={path}");

        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Contains("] ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_profiler_gives_its_samples_as_a_file_where_it_is_allowed()
    {
        var (start, _) = await Get("profiled", "/profiler/start");
        Assert.Equal(HttpStatusCode.OK, start.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Get("profiled", "/profiler/start")).Answer.StatusCode);
        var (stop, samples) = await Get("profiled", "/profiler/stop");
        Assert.Equal("perftools.out", stop.Content.Headers.ContentDisposition!.FileName);
        Assert.StartsWith("Nettrace", samples, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await Get("profiled", "/profiler/stop")).Answer.StatusCode);
    }

    [Fact]
    public async Task Tasks_are_shown_from_an_offset_in_the_order_that_is_asked_for()
    {
        var all = await Ids("");
        Assert.Equal(all.Reverse(), await Ids("?order=asc"));
        Assert.Equal(all[1..2], await Ids("?limit=1&offset=1"));
        Assert.Equal(all, await Ids("?limit=many&offset=some&order=whatever"));

        async Task<string[]> Ids(string query) =>
            [.. JsonNode.Parse((await Get("master", "/master/tasks.json" + query)).Text)!["tasks"]!.AsArray().Select(task => (string)task!["id"]!)];
    }

    private async Task<(HttpResponseMessage Answer, string Text)> Get(string program, string path)
    {
        var answer = await Http.GetAsync(shared.AddressOf(program, path));
        return (answer, await answer.Content.ReadAsStringAsync());
    }
}
