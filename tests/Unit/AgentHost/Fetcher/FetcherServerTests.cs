using System.Security.Cryptography;
using MesosOrleans.AgentHost.Fetcher;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Fetcher;

/// <summary>Fetches from real web and FTP servers.</summary>
public sealed class FetcherServerTests : FetchScene
{
    private readonly HttpFileServer _http = new();

    [Fact]
    public async Task A_file_of_a_web_server_comes_whole_and_theSandbox_says_so()
    {
        var content = RandomNumberGenerator.GetBytes(3_000_000);
        _http.Put("/d/app", content);

        await Fetch($"http://{_http.Address}/d/app");

        Assert.Equal(content, await File.ReadAllBytesAsync($"{Sandbox}/app", Cancel));
        Assert.Contains($"Fetched 'http://{_http.Address}/d/app' as 'app', 3000000 bytes", Errors, StringComparison.Ordinal);
        Assert.Equal(["app", "stderr", "stdout"], Names());
    }

    [Fact]
    public async Task A_redirect_is_followed_and_a_password_is_sent_but_not_shown()
    {
        _http.Put("/old", "302 Found", $"Location: http://{_http.Address}/new?key=secret", []);
        _http.Put("/new?key=secret", "x"u8.ToArray());

        await Fetch($"http://me:pass%20word@{_http.Address}/old");

        Assert.Equal("x", await File.ReadAllTextAsync($"{Sandbox}/old", Cancel));
        Assert.Contains("Authorization: Basic bWU6cGFzcyB3b3Jk", _http.Requests.First(), StringComparison.Ordinal);
        Assert.DoesNotContain("pass", Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nothing", "404 Not Found")]
    [InlineData("/broken", "ended prematurely")]
    [InlineData("/empty", "204")]
    public async Task What_the_server_does_not_give_whole_fails_with_the_reason_and_leaves_no_half_file(string path, string why)
    {
        _http.Put("/broken", "200 OK", "Content-Length: 1000", new byte[10]);
        _http.Put("/empty", "204 No Content", "X: y", []);

        var failure = await Assert.ThrowsAsync<FetchException>(() => Fetch($"http://{_http.Address}{path}"));

        Assert.Contains($"Failed to fetch 'http://{_http.Address}{path}'", failure.Message, StringComparison.Ordinal);
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
        Assert.Contains(failure.Message, Errors, StringComparison.Ordinal);
        Assert.Equal(["stderr", "stdout"], Names());
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_given_up_after_the_stallTimeout()
    {
        _http.Put("/slow", "200 OK", "Content-Length: 1000", new byte[10], thenSilent: true);
        var fetch = Fetch($"http://{_http.Address}/slow");
        await Begun();
        Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Contains("has sent nothing for 60 seconds", (await Assert.ThrowsAsync<FetchException>(() => fetch)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fetch_ends_when_nobody_wants_the_task_any_more()
    {
        using var cancel = new CancellationTokenSource();
        Wanted = cancel.Token;
        _http.Put("/slow", "200 OK", "Content-Length: 1000", new byte[10], thenSilent: true);
        var fetch = Fetch(null, null, $"http://{_http.Address}/slow");
        await Begun();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);
        Assert.Contains("not wanted any more", Errors, StringComparison.Ordinal);
        Assert.Equal(["stderr", "stdout"], Names());
    }

    [Fact]
    public async Task A_server_that_sends_too_much_is_stopped_at_the_limit()
    {
        _http.Put("/big", new byte[3_000_000]);

        var failure = await Assert.ThrowsAsync<FetchException>(
            () => Fetch(new FetchSettings { SizeLimit = 1 << 20 }, null, $"http://{_http.Address}/big"));

        Assert.Contains("more than 1MB", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["stderr", "stdout"], Names());
    }

    [Theory, InlineData("", "anonymous"), InlineData("me:pass@", "me")]
    public async Task A_file_of_an_ftp_server_comes_whole(string login, string user)
    {
        var content = RandomNumberGenerator.GetBytes(1_000_000);
        using var ftp = new FtpFileServer("d/app", content);

        await Fetch($"ftp://{login}{ftp.Address}/d/app");

        Assert.Equal(content, await File.ReadAllBytesAsync($"{Sandbox}/app", Cancel));
        Assert.Equal(user, ftp.User);
    }

    [Fact]
    public async Task What_an_ftp_server_does_not_have_fails_with_its_words()
    {
        using var ftp = new FtpFileServer("app", [1]);
        Assert.Contains("550", (await Assert.ThrowsAsync<FetchException>(() => Fetch($"ftp://{ftp.Address}/other"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ftp_server_that_falls_silent_is_given_up_too()
    {
        using var ftp = new FtpFileServer("app", new byte[1000]) { IsSilent = true };
        var fetch = Fetch($"ftp://{ftp.Address}/app");
        await Begun();
        Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Contains("has sent nothing", (await Assert.ThrowsAsync<FetchException>(() => fetch)).Message, StringComparison.Ordinal);
    }

    protected override void Dispose(bool isDisposing)
    {
        _http.Dispose();
        base.Dispose(isDisposing);
    }

    /// <summary>Ends when the first bytes of a download are on the disk.</summary>
    private async Task Begun()
    {
        using var watch = new FileSystemWatcher(Sandbox);
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watch.Changed += (_, _) => Look();
        watch.EnableRaisingEvents = true;
        Look();
        await changed.Task.WaitAsync(Cancel);

        void Look()
        {
            if (new DirectoryInfo(Sandbox).EnumerateFiles("*.fetching").Any(file => file.Length > 0))
            {
                changed.TrySetResult();
            }
        }
    }
}
