using MesosOrleans.AgentHost.Containerizers.Mesos;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace MesosOrleans.Tests.Unit.Launcher;

public sealed class TaskLauncherTests : IDisposable
{
    private readonly LauncherSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task The_exit_status_is_reported()
    {
        using var task = _sandbox.Run("exit 42");
        var exit = await task.Exited;
        Assert.Equal(42, exit.ExitCode);
        Assert.Null(exit.Signal);
        Assert.Equal("Command exited with status 42", exit.Message);
    }

    [Fact]
    public async Task The_signal_is_reported()
    {
        using var task = _sandbox.Run("kill -9 $$");
        var exit = await task.Exited;
        Assert.Null(exit.ExitCode);
        Assert.Equal(9, exit.Signal);
        Assert.Equal("Command terminated with signal Killed", exit.Message);
    }

    [Fact]
    public async Task Started_gives_the_process_of_the_command_which_leads_its_session()
    {
        using var task = _sandbox.Run("echo $$; cut -d' ' -f5,6 /proc/$$/stat");
        var pid = await task.Started;
        await task.Exited;
        Assert.Equal($"{pid}\n{pid} {pid}\n", _sandbox.Stdout);
    }

    [Fact]
    public async Task Output_is_appended_to_the_files()
    {
        File.WriteAllText(_sandbox.File("stdout"), "before\n");
        using var task = _sandbox.Run("echo out; echo err >&2");
        await task.Exited;
        Assert.Equal("before\nout\n", _sandbox.Stdout);
        Assert.Equal("err\n", File.ReadAllText(_sandbox.File("stderr")));
    }

    [Fact]
    public async Task The_environment_is_exactly_the_one_given()
    {
        var spec = _sandbox.Spec("") with
        {
            Argv = ["/usr/bin/env"],
            Environment = new Dictionary<string, string> { ["A"] = "x=y", ["B"] = "", ["C"] = "ä b\nc" },
        };
        using var task = _sandbox.Launcher.Launch(spec);
        await task.Exited;
        Assert.Equal("A=x=y\nB=\nC=ä b\nc\n", _sandbox.Stdout);
    }

    [Fact]
    public async Task The_command_starts_in_its_directory_with_no_input_and_no_other_descriptor()
    {
        using var task = _sandbox.Run("pwd; cat; ls /proc/$$/fd");
        await task.Exited;
        Assert.Equal(_sandbox.Path + "\n0\n1\n2\n", _sandbox.Stdout);
    }

    [Fact]
    public async Task The_command_has_no_signal_blocked_or_ignored()
    {
        // Signals 32 and 33 belong to the C library, which leaves them ignored in whatever it spawns.
        using var task = _sandbox.Run("sed -nE 's/^Sig(Blk|Ign):\\t(.*)/\\2/p' /proc/self/status");
        await task.Exited;
        Assert.All(_sandbox.Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries), set => Assert.Equal(0, Convert.ToInt64(set, 16) & 0x7FFFFFFF));
        Assert.Equal(2, _sandbox.Stdout.Count(c => c == '\n'));
    }

    [Fact]
    public async Task A_command_that_cannot_be_started_is_reported_as_failed()
    {
        using var task = _sandbox.Launcher.Launch(_sandbox.Spec("") with { Argv = ["/no/such/program"] });
        var failure = await Assert.ThrowsAsync<LaunchFailedException>(() => task.Started);
        var exit = await task.Exited;
        Assert.Equal(2, failure.Errno);
        Assert.Contains("/no/such/program", failure.Message, StringComparison.Ordinal);
        Assert.Null(exit.ExitCode);
        Assert.Null(exit.Signal);
        Assert.Contains("/no/such/program", exit.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_file_that_cannot_be_opened_is_reported_as_failed()
    {
        using var task = _sandbox.Launcher.Launch(_sandbox.Spec("true") with { StderrPath = "no/such/directory/stderr" });
        var failure = await Assert.ThrowsAsync<LaunchFailedException>(() => task.Started);
        Assert.Contains("no/such/directory/stderr", failure.Message, StringComparison.Ordinal);
        await task.Exited;
    }

    [Fact]
    public void A_directory_that_does_not_exist_is_refused_by_name()
    {
        var spec = _sandbox.Spec("true") with { WorkingDirectory = "/no/such/sandbox" };
        var failure = Assert.Throws<LaunchFailedException>(() => _sandbox.Launcher.Launch(spec));
        Assert.Contains("/no/such/sandbox", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_launcher_is_named()
    {
        var failure = Assert.Throws<FileNotFoundException>(
            () => new TaskLauncherClient(NullLogger<TaskLauncherClient>.Instance, "/no/such/launcher"));
        Assert.Contains("/no/such/launcher", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_the_launcher_nor_the_command_is_left_when_the_task_has_exited()
    {
        using var task = _sandbox.Run("true");
        var pid = await task.Started;
        await task.Exited;
        Assert.False(Directory.Exists($"/proc/{task.LauncherPid}"));
        Assert.False(Directory.Exists($"/proc/{pid}"));
    }

    [Fact]
    public async Task Many_at_once_each_report_their_own_end()
    {
        var tasks = Enumerable.Range(0, 20).Select(i => _sandbox.Run($"exit {i}")).ToList();
        var exits = await Task.WhenAll(tasks.Select(task => task.Exited));
        Assert.Equal(Enumerable.Range(0, 20), exits.Select(exit => exit.ExitCode!.Value));
        tasks.ForEach(task => task.Dispose());
    }
}
