using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Fetcher;
using MesosOrleans.AgentHost.Sandboxes;
using MesosOrleans.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Fetcher;

/// <summary>Real servers, real programs. Run as root, since files are given to the user <c>nobody</c>.</summary>
public sealed class FetcherServiceTests : IDisposable
{
    private static readonly UserAccount Nobody = UserAccountClient.Find("nobody")!;
    private static readonly TaskLauncherClient Launcher = new(NullLogger<TaskLauncherClient>.Instance);

    private readonly string _folder = Directory.CreateTempSubdirectory("mesos-fetch-").FullName;
    private readonly string _sandbox;
    private readonly FakeTimeProvider _time = new();
    private readonly HttpFileServer _http = new();
    private CancellationToken _wanted = Cancel;

    public FetcherServiceTests()
    {
        // So that nobody can get to what is his.
        File.SetUnixFileMode(_folder, (UnixFileMode)0x1ED);
        _sandbox = Directory.CreateDirectory(Path.Combine(_folder, "sandbox")).FullName;
    }

    private string Errors => File.ReadAllText(Path.Combine(_sandbox, "stderr"));

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_file_of_a_web_server_comes_whole_and_the_sandbox_says_so()
    {
        var content = RandomNumberGenerator.GetBytes(3_000_000);
        _http.Put("/d/app", content);

        await Fetch($"http://{_http.Address}/d/app");

        Assert.Equal(content, await File.ReadAllBytesAsync($"{_sandbox}/app", Cancel));
        Assert.Contains($"Fetched 'http://{_http.Address}/d/app' as 'app', 3000000 bytes", Errors, StringComparison.Ordinal);
        Assert.Equal(["app", "stderr", "stdout"], Names());
    }

    [Fact]
    public async Task A_redirect_is_followed_and_a_password_is_sent_but_not_shown()
    {
        _http.Put("/old", "302 Found", $"Location: http://{_http.Address}/new?key=secret", []);
        _http.Put("/new?key=secret", "x"u8.ToArray());

        await Fetch($"http://me:pass%20word@{_http.Address}/old");

        Assert.Equal("x", await File.ReadAllTextAsync($"{_sandbox}/old", Cancel));
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
    public async Task A_server_that_falls_silent_is_given_up_after_the_stall_timeout()
    {
        _http.Put("/slow", "200 OK", "Content-Length: 1000", new byte[10], thenSilent: true);
        var fetch = Fetch($"http://{_http.Address}/slow");
        await Begun();
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Contains("has sent nothing for 60 seconds", (await Assert.ThrowsAsync<FetchException>(() => fetch)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fetch_ends_when_nobody_wants_the_task_any_more()
    {
        using var cancel = new CancellationTokenSource();
        _wanted = cancel.Token;
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

        Assert.Equal(content, await File.ReadAllBytesAsync($"{_sandbox}/app", Cancel));
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
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Contains("has sent nothing", (await Assert.ThrowsAsync<FetchException>(() => fetch)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_is_unpacked_beside_itself_and_everything_is_the_users()
    {
        Shell($"mkdir -p {_folder}/t/d && echo hello > {_folder}/t/d/f && ln -s d/f {_folder}/t/l && tar -C {_folder}/t -czf {_folder}/a.tgz .");

        await Fetch(null, Nobody, $"{_folder}/a.tgz");

        Assert.Equal("hello\n", await File.ReadAllTextAsync($"{_sandbox}/l", Cancel));
        Assert.Equal(["a.tgz", "d", "l", "stderr", "stdout"], Names());
        Assert.All(
            [_sandbox, .. Directory.EnumerateFileSystemEntries(_sandbox, "*", SearchOption.AllDirectories)],
            path => Assert.Equal(Nobody.UserId, FileStatusStore.Of(path)!.UserId));
        Assert.Contains("Extracted 'a.tgz'", Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_link_of_the_sandbox_leads_to_is_not_given_away()
    {
        File.WriteAllText($"{_folder}/roots", "");
        File.CreateSymbolicLink($"{_sandbox}/link", $"{_folder}/roots");

        await FetchAll(null, Nobody, []);

        Assert.Equal(0u, FileStatusStore.Of($"{_folder}/roots")!.UserId);
        Assert.Equal(Nobody.UserId, FileStatusStore.Of($"{_sandbox}/link")!.UserId);
    }

    [Fact]
    public async Task An_executable_gets_its_mode_and_stays_an_archive()
    {
        Shell($"echo x > {_folder}/x && tar -C {_folder} -cf {_folder}/tool.tar x");

        await FetchAll(null, null, [new CommandUri { Value = $"file://{_folder}/tool.tar", Executable = true }]);

        Assert.Equal((UnixFileMode)0x1ED, File.GetUnixFileMode($"{_sandbox}/tool.tar"));
        Assert.False(File.Exists($"{_sandbox}/x"));
    }

    [Fact]
    public async Task A_file_that_the_tasks_user_may_not_read_is_not_fetched_for_him()
    {
        File.WriteAllText($"{_folder}/secret", "root's");
        File.SetUnixFileMode($"{_folder}/secret", UnixFileMode.UserRead);
        File.WriteAllText($"{_folder}/public", "all's");

        var failure = await Assert.ThrowsAsync<FetchException>(() => Fetch(null, Nobody, $"{_folder}/public", $"{_folder}/secret"));

        Assert.Contains("the user 'nobody' cannot read it", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Permission denied", Errors, StringComparison.Ordinal);
        Assert.Equal("all's", await File.ReadAllTextAsync($"{_sandbox}/public", Cancel));
        Assert.False(File.Exists($"{_sandbox}/secret"));
    }

    [Fact]
    public async Task What_the_operator_has_published_in_the_frameworks_home_everybody_gets()
    {
        Directory.CreateDirectory($"{_folder}/home/tools");
        File.WriteAllText($"{_folder}/home/tools/run", "x");
        File.SetUnixFileMode($"{_folder}/home/tools/run", UnixFileMode.UserRead);

        await Fetch(new FetchSettings { FrameworksHome = $"{_folder}/home" }, Nobody, "tools/run");

        Assert.Equal("x", await File.ReadAllTextAsync($"{_sandbox}/run", Cancel));
        Assert.Equal(Nobody.UserId, FileStatusStore.Of($"{_sandbox}/run")!.UserId);
    }

    [Theory]
    [InlineData("nothing", "no such file")]
    [InlineData("directory", "a directory")]
    [InlineData("pipe", "a device or pipe")]
    public async Task What_is_no_regular_file_is_refused_at_once(string name, string why)
    {
        Shell($"mkdir {_folder}/directory && mkfifo {_folder}/pipe");
        Assert.Contains(why, (await Assert.ThrowsAsync<FetchException>(() => Fetch($"{_folder}/{name}"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hdfs_and_s3_are_copied_by_hadoop()
    {
        Hadoop("""[ "$1 $2 $3" = "fs -copyToLocal hdfs://nn:9000/u/app" ] && echo copied >&2 && echo content > "$4" """);

        await Fetch(new FetchSettings { HadoopHome = $"{_folder}/hadoop" }, null, "hdfs://nn:9000/u/app");

        Assert.Equal("content\n", await File.ReadAllTextAsync($"{_sandbox}/app", Cancel));
        Assert.Contains("copied", Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hadoop_that_fails_fails_the_fetch_and_its_words_are_in_the_sandbox()
    {
        Hadoop("echo no such namenode >&2; exit 3");

        var failure = await Assert.ThrowsAsync<FetchException>(
            () => Fetch(new FetchSettings { HadoopHome = $"{_folder}/hadoop" }, null, "s3n://bucket/app"));

        Assert.Contains("Command exited with status 3, see stderr", failure.Message, StringComparison.Ordinal);
        Assert.Contains("no such namenode", Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hadoop_that_copies_too_much_is_stopped_by_the_system()
    {
        Hadoop("""exec head -c 3000000 /dev/zero > "$4" """);

        await Assert.ThrowsAsync<FetchException>(() => Fetch(
            new FetchSettings { HadoopHome = $"{_folder}/hadoop", SizeLimit = 1 << 20 }, null, "hdfs://nn/app"));
        Assert.Equal(["stderr", "stdout"], Names());
    }

    [Fact]
    public async Task A_hadoop_that_hangs_is_killed_with_its_children_when_nobody_wants_the_task_any_more()
    {
        Shell($"mkfifo {_folder}/said");
        using var said = new StreamReader(new FileStream($"{_folder}/said", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0));
        Hadoop($"sleep 1000 & echo $! > {_folder}/said; wait");
        using var cancel = new CancellationTokenSource();
        _wanted = cancel.Token;
        var fetch = Fetch(new FetchSettings { HadoopHome = $"{_folder}/hadoop" }, null, "hdfs://nn/app");
        var child = int.Parse((await said.ReadLineAsync(Cancel))!, System.Globalization.CultureInfo.InvariantCulture);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);
        Assert.False(Directory.Exists($"/proc/{child}"));
    }

    [Fact]
    public async Task Without_hadoop_the_message_says_what_to_do() => Assert.Contains(
        "--hadoop_home", (await Assert.ThrowsAsync<FetchException>(() => Fetch("hdfs://nn/app"))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Of_two_files_of_one_name_the_later_one_stays_and_links_are_replaced_not_followed()
    {
        File.WriteAllText($"{_folder}/app", "new");
        File.WriteAllText($"{_folder}/elsewhere", "untouched");
        File.CreateSymbolicLink($"{_sandbox}/app", $"{_folder}/elsewhere");

        await Fetch($"{_folder}/app");

        Assert.Equal("new", await File.ReadAllTextAsync($"{_sandbox}/app", Cancel));
        Assert.Equal("untouched", await File.ReadAllTextAsync($"{_folder}/elsewhere", Cancel));
    }

    [Fact]
    public async Task A_command_without_uris_gets_its_output_files_and_its_sandbox()
    {
        await FetchAll(null, Nobody, []);

        Assert.Equal(["stderr", "stdout"], Names());
        Assert.Equal(Nobody.UserId, FileStatusStore.Of($"{_sandbox}/stdout")!.UserId);
        Assert.Equal(Nobody.UserId, FileStatusStore.Of(_sandbox)!.UserId);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Task Fetch(string uri) => Fetch(null, null, uri);

    private Task Fetch(FetchSettings? settings, UserAccount? account, params string[] uris) =>
        FetchAll(settings, account, [.. uris.Select(uri => new CommandUri { Value = uri })]);

    private async Task FetchAll(FetchSettings? settings, UserAccount? account, ImmutableArray<CommandUri> uris)
    {
        var environment = ImmutableSortedDictionary<string, string>.Empty.Add("PATH", "/usr/bin:/bin");
        using var fetcher = new FetcherService((settings ?? new FetchSettings()) with { Environment = environment }, Launcher, _time);
        await fetcher.Fetch(new FetchRequest { Uris = uris, Directory = _sandbox, Account = account }, _wanted);
    }

    /// <summary>Ends when the first bytes of a download are on the disk.</summary>
    private async Task Begun()
    {
        using var watch = new FileSystemWatcher(_sandbox);
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watch.Changed += (_, _) => Look();
        watch.EnableRaisingEvents = true;
        Look();
        await changed.Task.WaitAsync(Cancel);

        void Look()
        {
            if (new DirectoryInfo(_sandbox).EnumerateFiles("*.fetching").Any(file => file.Length > 0))
            {
                changed.TrySetResult();
            }
        }
    }

    private void Hadoop(string script)
    {
        var program = Path.Combine(Directory.CreateDirectory($"{_folder}/hadoop/bin").FullName, "hadoop");
        File.WriteAllText(program, "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(program, (UnixFileMode)0x1ED);
    }

    private IEnumerable<string> Names() => new DirectoryInfo(_sandbox).EnumerateFileSystemInfos().Select(entry => entry.Name).Order(StringComparer.Ordinal);

    private static void Shell(string script)
    {
        using var shell = Process.Start("/bin/sh", ["-e", "-c", script]);
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }
}
