using System.Diagnostics;
using System.Net;
using System.Text.Json;
using MesosOrleans.AgentHost.Http;
using MesosOrleans.AgentHost.Sandboxes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Http;

/// <summary>The files endpoints over HTTP.</summary>
public sealed class FilesEndpointTests : IAsyncLifetime
{
    private const string Run = "/slaves/S/frameworks/F/executors/E/runs/R1";

    private readonly string _folder = Directory.CreateTempSubdirectory("mesos-files-").FullName;
    private readonly string _run;
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();

    public FilesEndpointTests()
    {
        _run = Directory.CreateDirectory($"{_folder}/work{Run}/dir").Parent!.FullName;
        File.CreateSymbolicLink($"{_run}/../latest", "R1");
        File.WriteAllText($"{_run}/stdout", "hello");
        File.WriteAllText($"{_folder}/secret", "secret");
        Directory.CreateDirectory($"{_folder}/log");
        File.WriteAllText($"{_folder}/log/agent.1.log", "log line");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        var files = new AttachedFiles(
            "/slave/log", $"{_folder}/log/agent.1.log", $"{_folder}/work", () => SandboxStore.All($"{_folder}/work"));
        _app.MapFiles(files);
        _app.MapBrowse(files);
    }

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync(TestContext.Current.CancellationToken);
        _http.BaseAddress = new Uri(_app.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory, InlineData(Run), InlineData(Run + "/"), InlineData("/slaves/S/frameworks/F/executors/E/runs/latest")]
    public async Task A_directory_is_listed_by_name_with_what_ls_shows(string path)
    {
        File.SetUnixFileMode($"{_run}/stdout", (UnixFileMode)0x1A0);
        File.SetLastWriteTimeUtc($"{_run}/stdout", DateTime.UnixEpoch.AddSeconds(1401753600));
        File.CreateSymbolicLink($"{_run}/link", "stdout");

        using var listing = await Json($"/files/browse.json?path={path}");
        var parent = path.TrimEnd('/');

        Assert.Equal([$"{parent}/dir", $"{parent}/link", $"{parent}/stdout"], listing.RootElement.EnumerateArray().Select(file => file.GetProperty("path").GetString()));
        Assert.Equal(
            $$"""{"gid":"{{Shell("id -gn")}}","mode":"-rw-r-----","mtime":1401753600,"nlink":1,"path":"{{parent}}/stdout","size":5,"uid":"{{Shell("id -un")}}"}""",
            listing.RootElement[2].GetRawText());
        Assert.StartsWith("drwx", listing.RootElement[0].GetProperty("mode").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("l", listing.RootElement[1].GetProperty("mode").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_a_place_with_nothing_in_it() => Assert.Equal("[]", await _http.GetStringAsync(
        $"/files/browse.json?path={Run}/stdout", TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_listing_is_a_script_where_a_page_asks_for_one() => Assert.Equal("f([]);", await _http.GetStringAsync(
        $"/files/browse.json?path={Run}/dir&jsonp=f", TestContext.Current.CancellationToken));

    [Theory]
    [InlineData("browse", "", 400)]
    [InlineData("read", "", 400)]
    [InlineData("download", "", 400)]
    [InlineData("browse", Run + "/nothing", 404)]
    [InlineData("read", Run + "/nothing", 404)]
    [InlineData("download", Run + "/nothing", 404)]
    [InlineData("read", Run + "/dir", 400)]
    [InlineData("download", Run + "/dir", 400)]
    [InlineData("browse", Run + "/..", 404)]
    [InlineData("browse", "/slaves/S/frameworks/F/executors/E/runs", 404)]
    [InlineData("browse", Run + "/%2e%2e/%2e%2e", 404)]
    [InlineData("browse", Run + "/out", 500)]
    [InlineData("read", Run + "/out/secret", 400)]
    [InlineData("download", Run + "/out/secret", 400)]
    [InlineData("browse", "/etc", 404)]
    [InlineData("read", "/slave/log/../secret", 404)]
    [InlineData("read", "/slave/log/x", 404)]
    [InlineData("browse", "/slave", 404)]
    public async Task What_is_not_there_or_not_inside_is_answered_with_the_codes_of_Mesos(string endpoint, string path, int code)
    {
        File.CreateSymbolicLink($"{_run}/out", "../../../../../../../../..");

        using var answer = await _http.GetAsync($"/files/{endpoint}.json?path={path}", TestContext.Current.CancellationToken);

        Assert.Equal(code, (int)answer.StatusCode);
        Assert.DoesNotContain("secret\"", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_agents_log_is_a_file_too_and_a_link_in_its_place_leads_nowhere()
    {
        Assert.Equal("""{"offset":0,"data":"log line"}""", await _http.GetStringAsync("/files/read.json?path=/slave/log&offset=0", TestContext.Current.CancellationToken));
        File.Delete($"{_folder}/log/agent.1.log");
        File.CreateSymbolicLink($"{_folder}/log/agent.1.log", "../secret");
        using var answer = await _http.GetAsync("/files/read.json?path=/slave/log&offset=0", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory, InlineData("a.gif", "image/gif"), InlineData("stdout", "application/octet-stream"), InlineData("a.html", "text/html")]
    public async Task A_download_is_an_attachment_whose_type_its_ending_tells(string name, string type)
    {
        var content = new byte[] { 0, 255, 13, 10, 128 };
        File.WriteAllBytes($"{_run}/{name}", content);

        using var answer = await _http.GetAsync($"/files/download.json?path={Run}/{name}", TestContext.Current.CancellationToken);

        Assert.Equal(content, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal(name, answer.Content.Headers.ContentDisposition.FileName);
    }

    [Fact]
    public async Task Debug_tells_every_name_and_where_it_really_is()
    {
        using var names = await Json("/files/debug.json");

        Assert.Equal(
            new Dictionary<string, string> { [_run] = _run, ["/slave/log"] = $"{_folder}/log/agent.1.log" },
            names.RootElement.EnumerateObject().ToDictionary(name => name.Name, name => name.Value.GetString()!));
    }

    private async Task<JsonDocument> Json(string path) => JsonDocument.Parse(await _http.GetStringAsync(path, TestContext.Current.CancellationToken));

    private static string Shell(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardOutput = true })!;
        var said = shell.StandardOutput.ReadToEnd().Trim();
        shell.WaitForExit();
        return said;
    }
}
