using Xunit;

namespace MesosOrleans.Tests.Unit.Launcher;

public sealed class TaskLauncherKillTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    private readonly LauncherSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task A_kill_ends_children_that_left_the_session_and_their_parents()
    {
        using var pids = _sandbox.Fifo("pids");
        using var task = _sandbox.Run("(setsid sh -c 'echo $$ > pids; exec sleep 600' &) ; "
            + "(setsid sh -c '(sh -c \"echo \\$\\$ > pids; exec sleep 600\" &)' &); exec sleep 600");
        int[] stray = [await LauncherSandbox.ReadNumber(pids), await LauncherSandbox.ReadNumber(pids)];
        task.Kill(Long);
        var exit = await task.Exited;
        Assert.Equal(15, exit.Signal);
        Assert.All(stray, pid => Assert.False(Directory.Exists($"/proc/{pid}")));
    }

    [Fact]
    public async Task A_handler_of_SIGTERM_gets_its_grace()
    {
        using var ready = _sandbox.Fifo("ready");
        using var task = _sandbox.Run("trap 'echo ended; exit 7' TERM; echo > ready; while :; do :; done");
        await LauncherSandbox.Line(ready);
        task.Kill(Long);
        var exit = await task.Exited;
        Assert.Equal(7, exit.ExitCode);
        Assert.Equal("ended\n", _sandbox.Stdout);
    }

    [Fact]
    public async Task A_child_gets_its_grace_even_if_the_command_is_quicker()
    {
        using var ready = _sandbox.Fifo("ready");
        using var task = _sandbox.Run(
            "(trap 'while kill -0 $$ 2>/dev/null; do :; done; echo ended; exit' TERM; echo > ready; while :; do :; done) & wait");
        await LauncherSandbox.Line(ready);
        task.Kill(Long);
        await task.Exited;
        Assert.Equal("ended\n", _sandbox.Stdout);
    }

    [Fact]
    public async Task What_ignores_SIGTERM_is_killed_after_the_grace()
    {
        using var ready = _sandbox.Fifo("ready");
        using var task = _sandbox.Run("trap '' TERM; echo > ready; while :; do sleep 600; done");
        await LauncherSandbox.Line(ready);
        task.Kill(TimeSpan.FromMilliseconds(50));
        Assert.Equal(9, (await task.Exited).Signal);
    }

    [Fact]
    public async Task A_later_kill_may_shorten_the_grace()
    {
        using var ready = _sandbox.Fifo("ready");
        using var task = _sandbox.Run("trap '' TERM; echo > ready; while :; do sleep 600; done");
        await LauncherSandbox.Line(ready);
        task.Kill(Long);
        task.Kill(TimeSpan.Zero);
        Assert.Equal(9, (await task.Exited).Signal);
    }

    [Fact]
    public async Task A_later_kill_does_not_lengthen_the_grace()
    {
        using var ready = _sandbox.Fifo("ready");
        using var task = _sandbox.Run("trap '' TERM; echo > ready; while :; do sleep 600; done");
        await LauncherSandbox.Line(ready);
        task.Kill(TimeSpan.FromMilliseconds(50));
        task.Kill(Long);
        Assert.Equal(9, (await task.Exited).Signal);
    }

    [Fact]
    public async Task What_the_command_leaves_behind_is_killed_when_it_exits()
    {
        using var pids = _sandbox.Fifo("pids");
        using var more = _sandbox.Fifo("more");
        using var task = _sandbox.Run("trap '' TERM; setsid sh -c 'echo $$ > pids; exec sleep 600' & read go < more; exit 3");
        var stray = await LauncherSandbox.ReadNumber(pids);
        File.WriteAllText(_sandbox.File("more"), "go\n");
        Assert.Equal(3, (await task.Exited).ExitCode);
        Assert.False(Directory.Exists($"/proc/{stray}"));
    }

    [Fact]
    public async Task A_tree_that_forks_all_the_time_is_ended_too()
    {
        using var ready = _sandbox.Fifo("ready");
        using var task = _sandbox.Run("chain() { chain & }; trap '' TERM; echo > ready; chain; wait; exec sleep 600");
        await LauncherSandbox.Line(ready);
        task.Kill(TimeSpan.FromMilliseconds(20));
        Assert.NotNull((await task.Exited).Signal);
    }

    [Fact]
    public async Task Orphans_that_end_are_reaped_while_the_command_runs()
    {
        using var pids = _sandbox.Fifo("pids");
        using var more = _sandbox.Fifo("more");
        using var task = _sandbox.Run("(sh -c 'echo $$ > pids; read go < more' &); exec sleep 600");
        var orphan = await LauncherSandbox.ReadNumber(pids);
        File.WriteAllText(_sandbox.File("more"), "go\n");
        await LauncherSandbox.Gone(orphan);
        Assert.False(Directory.Exists($"/proc/{orphan}"));
        task.Kill(TimeSpan.Zero);
        await task.Exited;
    }

    [Fact]
    public async Task SIGTERM_to_the_launcher_ends_the_tree_with_the_grace_given_at_the_start()
    {
        using var ready = _sandbox.Fifo("ready");
        using var task = _sandbox.Launcher.Launch(_sandbox.Spec("trap 'exit 5' TERM; echo > ready; while :; do :; done") with { Grace = Long });
        await LauncherSandbox.Line(ready);
        Assert.Equal(0, LauncherSandbox.Signal(task.LauncherPid, 15));
        Assert.Equal(5, (await task.Exited).ExitCode);
    }

    [Fact]
    public async Task A_launcher_that_is_killed_takes_its_command_with_it_and_the_exit_says_so()
    {
        using var task = _sandbox.Run("sleep 600; true");
        var pid = await task.Started;
        Assert.Equal(0, LauncherSandbox.Signal(task.LauncherPid, 9));
        var exit = await task.Exited;
        Assert.Null(exit.ExitCode);
        Assert.Null(exit.Signal);
        Assert.Equal("Command was killed because its launcher terminated with signal Killed without a report", exit.Message);
        Assert.True(await LauncherSandbox.Gone(pid));
    }
}
