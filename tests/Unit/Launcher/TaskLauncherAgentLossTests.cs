using MesosOrleans.AgentHost.Containerizers.Mesos;
using Xunit;

namespace MesosOrleans.Tests.Unit.Launcher;

public sealed class TaskLauncherAgentLossTests : IDisposable
{
    private readonly LauncherSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task The_tree_of_a_command_that_does_not_checkpoint_is_killed_with_the_agent()
    {
        using var pids = _sandbox.Fifo("pids");
        var task = _sandbox.Run("trap '' TERM; (setsid sh -c 'echo $$ > pids; exec sleep 600' &); while :; do sleep 600; done");
        var stray = await LauncherSandbox.ReadNumber(pids);
        var pid = await task.Started;
        task.Dispose();
        await task.Exited;
        Assert.False(Directory.Exists($"/proc/{pid}"));
        Assert.False(Directory.Exists($"/proc/{stray}"));
    }

    [Fact]
    public async Task A_checkpointing_command_goes_on_and_leaves_its_status()
    {
        using var go = _sandbox.Fifo("go");
        var task = _sandbox.Launcher.Launch(Checkpointing("read x < go; exit 9", TimeSpan.FromMinutes(10)));
        await task.Started;
        task.Dispose();
        File.WriteAllText(_sandbox.File("go"), "go\n");
        await task.Exited;
        Assert.StartsWith("exited 2304 ", File.ReadAllText(_sandbox.File("status")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpointing_command_is_terminated_after_the_recovery_timeout()
    {
        using var ready = _sandbox.Fifo("ready");
        var task = _sandbox.Launcher.Launch(Checkpointing("trap 'exit 4' TERM; echo > ready; while :; do :; done", TimeSpan.FromMilliseconds(50)));
        await LauncherSandbox.Line(ready);
        task.Dispose();
        await task.Exited;
        Assert.StartsWith("exited 1024 ", File.ReadAllText(_sandbox.File("status")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_recovery_timeout_SIGTERM_is_followed_by_SIGKILL()
    {
        using var ready = _sandbox.Fifo("ready");
        var spec = Checkpointing("trap '' TERM; echo > ready; while :; do sleep 600; done", TimeSpan.FromMilliseconds(50));
        var task = _sandbox.Launcher.Launch(spec with { Grace = TimeSpan.FromMilliseconds(50) });
        await LauncherSandbox.Line(ready);
        task.Dispose();
        await task.Exited;
        Assert.StartsWith("exited 9 ", File.ReadAllText(_sandbox.File("status")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpointing_command_that_cannot_start_leaves_that_as_its_status()
    {
        using var task = _sandbox.Launcher.Launch(Checkpointing("", TimeSpan.Zero) with { Argv = ["/no/such/program"] });
        await task.Exited;
        Assert.Equal("failed 2 cannot start /no/such/program\n", File.ReadAllText(_sandbox.File("status")));
    }

    [Fact]
    public async Task The_status_is_there_before_the_agent_hears_of_it()
    {
        using var task = _sandbox.Launcher.Launch(Checkpointing("true", TimeSpan.Zero));
        Assert.Equal(0, (await task.Exited).ExitCode);
        Assert.StartsWith("exited 0 ", File.ReadAllText(_sandbox.File("status")), StringComparison.Ordinal);
        Assert.False(File.Exists(_sandbox.File("status.tmp")));
    }

    private LaunchSpec Checkpointing(string script, TimeSpan recoveryTimeout) => _sandbox.Spec(script) with
    {
        RecoveryTimeout = recoveryTimeout,
        Grace = TimeSpan.FromMinutes(10),
        RunDirectory = new RunDirectory(_sandbox.Path),
    };
}
