using MesosOrleans.AgentHost.Fetcher;
using MesosOrleans.AgentHost.Sandboxes;
using MesosOrleans.Protocol;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Fetcher;

/// <summary>Fetches files of this machine, and what hadoop copies.</summary>
public sealed class FetcherFileTests : FetchScene
{
    [Fact]
    public async Task An_archive_is_unpacked_beside_itself_and_everything_is_the_users()
    {
        Shell($"mkdir -p {Folder}/t/d && echo hello > {Folder}/t/d/f && ln -s d/f {Folder}/t/l && tar -C {Folder}/t -czf {Folder}/a.tgz .");

        await Fetch(null, Nobody, $"{Folder}/a.tgz");

        Assert.Equal("hello\n", await File.ReadAllTextAsync($"{Sandbox}/l", Cancel));
        Assert.Equal(["a.tgz", "d", "l", "stderr", "stdout"], Names());
        Assert.All(
            [Sandbox, .. Directory.EnumerateFileSystemEntries(Sandbox, "*", SearchOption.AllDirectories)],
            path => Assert.Equal(Nobody.UserId, FileStatusStore.Of(path)!.UserId));
        Assert.Contains("Extracted 'a.tgz'", Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_link_of_theSandbox_leads_to_is_not_given_away()
    {
        File.WriteAllText($"{Folder}/roots", "");
        File.CreateSymbolicLink($"{Sandbox}/link", $"{Folder}/roots");

        await FetchAll(null, Nobody, []);

        Assert.Equal(0u, FileStatusStore.Of($"{Folder}/roots")!.UserId);
        Assert.Equal(Nobody.UserId, FileStatusStore.Of($"{Sandbox}/link")!.UserId);
    }

    [Fact]
    public async Task An_executable_gets_its_mode_and_stays_an_archive()
    {
        Shell($"echo x > {Folder}/x && tar -C {Folder} -cf {Folder}/tool.tar x");

        await FetchAll(null, null, [new CommandUri { Value = $"file://{Folder}/tool.tar", Executable = true }]);

        Assert.Equal((UnixFileMode)0x1ED, File.GetUnixFileMode($"{Sandbox}/tool.tar"));
        Assert.False(File.Exists($"{Sandbox}/x"));
    }

    [Fact]
    public async Task A_file_that_the_tasks_user_may_not_read_is_not_fetched_for_him()
    {
        File.WriteAllText($"{Folder}/secret", "root's");
        File.SetUnixFileMode($"{Folder}/secret", UnixFileMode.UserRead);
        File.WriteAllText($"{Folder}/public", "all's");

        var failure = await Assert.ThrowsAsync<FetchException>(() => Fetch(null, Nobody, $"{Folder}/public", $"{Folder}/secret"));

        Assert.Contains("the user 'nobody' cannot read it", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Permission denied", Errors, StringComparison.Ordinal);
        Assert.Equal("all's", await File.ReadAllTextAsync($"{Sandbox}/public", Cancel));
        Assert.False(File.Exists($"{Sandbox}/secret"));
    }

    [Fact]
    public async Task What_the_operator_has_published_in_the_frameworks_home_everybody_gets()
    {
        Directory.CreateDirectory($"{Folder}/home/tools");
        File.WriteAllText($"{Folder}/home/tools/run", "x");
        File.SetUnixFileMode($"{Folder}/home/tools/run", UnixFileMode.UserRead);

        await Fetch(new FetchSettings { FrameworksHome = $"{Folder}/home" }, Nobody, "tools/run");

        Assert.Equal("x", await File.ReadAllTextAsync($"{Sandbox}/run", Cancel));
        Assert.Equal(Nobody.UserId, FileStatusStore.Of($"{Sandbox}/run")!.UserId);
    }

    [Theory]
    [InlineData("nothing", "no such file")]
    [InlineData("directory", "a directory")]
    [InlineData("pipe", "a device or pipe")]
    public async Task What_is_no_regular_file_is_refused_at_once(string name, string why)
    {
        Shell($"mkdir {Folder}/directory && mkfifo {Folder}/pipe");
        Assert.Contains(why, (await Assert.ThrowsAsync<FetchException>(() => Fetch($"{Folder}/{name}"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hdfs_and_s3_are_copied_by_hadoop()
    {
        Hadoop("""[ "$1 $2 $3" = "fs -copyToLocal hdfs://nn:9000/u/app" ] && echo copied >&2 && echo content > "$4" """);

        await Fetch(new FetchSettings { HadoopHome = $"{Folder}/hadoop" }, null, "hdfs://nn:9000/u/app");

        Assert.Equal("content\n", await File.ReadAllTextAsync($"{Sandbox}/app", Cancel));
        Assert.Contains("copied", Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hadoop_that_fails_fails_the_fetch_and_its_words_are_in_theSandbox()
    {
        Hadoop("echo no such namenode >&2; exit 3");

        var failure = await Assert.ThrowsAsync<FetchException>(
            () => Fetch(new FetchSettings { HadoopHome = $"{Folder}/hadoop" }, null, "s3n://bucket/app"));

        Assert.Contains("Command exited with status 3, see stderr", failure.Message, StringComparison.Ordinal);
        Assert.Contains("no such namenode", Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hadoop_that_copies_too_much_is_stopped_by_the_system()
    {
        Hadoop("""exec head -c 3000000 /dev/zero > "$4" """);

        await Assert.ThrowsAsync<FetchException>(() => Fetch(
            new FetchSettings { HadoopHome = $"{Folder}/hadoop", SizeLimit = 1 << 20 }, null, "hdfs://nn/app"));
        Assert.Equal(["stderr", "stdout"], Names());
    }

    [Fact]
    public async Task A_hadoop_that_hangs_is_killed_with_its_children_when_nobody_wants_the_task_any_more()
    {
        Shell($"mkfifo {Folder}/said");
        using var said = new StreamReader(new FileStream($"{Folder}/said", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0));
        Hadoop($"sleep 1000 & echo $! > {Folder}/said; wait");
        using var cancel = new CancellationTokenSource();
        Wanted = cancel.Token;
        var fetch = Fetch(new FetchSettings { HadoopHome = $"{Folder}/hadoop" }, null, "hdfs://nn/app");
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
        File.WriteAllText($"{Folder}/app", "new");
        File.WriteAllText($"{Folder}/elsewhere", "untouched");
        File.CreateSymbolicLink($"{Sandbox}/app", $"{Folder}/elsewhere");

        await Fetch($"{Folder}/app");

        Assert.Equal("new", await File.ReadAllTextAsync($"{Sandbox}/app", Cancel));
        Assert.Equal("untouched", await File.ReadAllTextAsync($"{Folder}/elsewhere", Cancel));
    }

    [Fact]
    public async Task A_command_without_uris_gets_its_output_files_and_itsSandbox()
    {
        await FetchAll(null, Nobody, []);

        Assert.Equal(["stderr", "stdout"], Names());
        Assert.Equal(Nobody.UserId, FileStatusStore.Of($"{Sandbox}/stdout")!.UserId);
        Assert.Equal(Nobody.UserId, FileStatusStore.Of(Sandbox)!.UserId);
    }

    private void Hadoop(string script)
    {
        var program = Path.Combine(Directory.CreateDirectory($"{Folder}/hadoop/bin").FullName, "hadoop");
        File.WriteAllText(program, "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(program, (UnixFileMode)0x1ED);
    }
}
