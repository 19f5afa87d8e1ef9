using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.Tests.Unit.Launcher;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Containerizers;

/// <summary>What a restarted agent finds. Those with cgroups need root.</summary>
public sealed class ContainerRecoveryTests
{
    [Fact]
    public async Task A_running_container_is_found_again_killed_and_its_end_told()
    {
        await using var scene = new ContainerScene("posix/cpu,posix/mem");
        using var ready = new Fifo(scene.Directory, "ready");
        var spec = scene.Checkpointing($"trap 'exit 7' TERM; echo > {ready.Path}; while :; do :; done");
        var before = await scene.Launch(spec);
        await ready.ReadLine();

        var after = await scene.Recover(spec);
        Assert.Equal(before.Pid, after.Pid);
        var usage = await ContainerScene.UsageWhen(after, usage => usage.CpusUserTimeSecs > 0);
        Assert.Equal((1, 64ul << 20), (usage.CpusLimit, usage.MemLimitBytes));
        after.Kill(TimeSpan.FromMinutes(10));
        Assert.Equal(7, (await after.Ended).Exit.ExitCode);
    }

    [Fact]
    public async Task An_end_while_there_was_no_agent_is_told_by_the_next_one()
    {
        await using var scene = new ContainerScene("posix/cpu");
        var spec = scene.Checkpointing("exit 5");
        await (await scene.Launch(spec)).Ended;

        var after = await scene.Recover(spec);
        Assert.Equal(0, after.Pid);
        Assert.Equal(5, (await after.Ended).Exit.ExitCode);
    }

    [Fact]
    public async Task One_that_was_never_started_has_ended_and_nobody_knows_more()
    {
        await using var scene = new ContainerScene("posix/cpu");
        var after = await scene.Recover(scene.Checkpointing("true"));
        var end = await after.Ended;
        Assert.Null(end.Exit.ExitCode);
        Assert.Contains("before it could say so", end.Exit.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_whose_launcher_was_killed_while_there_was_no_agent_is_killed_too()
    {
        await using var scene = new ContainerScene("posix/cpu");
        var spec = scene.Checkpointing("exec sleep 600");
        var before = await scene.Launch(spec);
        var launcher = LauncherStatusStore.LivingProcess(new RunDirectory(spec.RunDirectory!).Launcher);
        Assert.Equal(0, LauncherSandbox.Signal(launcher, 9));
        await before.Ended;

        var end = await (await scene.Recover(spec)).Ended;
        Assert.Null(end.Exit.ExitCode);
        Assert.True(await LauncherSandbox.Gone(before.Pid));
    }

    [Fact]
    public async Task A_container_that_the_agent_does_not_know_is_destroyed_with_its_cgroups()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "cgroups need root");
        await using var scene = new ContainerScene("cgroups/cpu,cgroups/mem");
        var known = scene.Checkpointing("exec sleep 600");
        var stays = await scene.Launch(known);
        using var nested = new Fifo(scene.Directory, "nested");
        var unknown = await scene.Launch(scene.Checkpointing(scene.Spec(
            "memory", cgroup => $"mkdir {cgroup}/own && echo $$ > {cgroup}/own/cgroup.procs && echo moved > {nested.Path}; exec sleep 600")));
        Assert.Equal("moved", await nested.ReadLine());

        var after = await scene.Recover(known);
        Assert.Equal(9, (await unknown.Ended).Exit.Signal);
        Assert.False(Directory.Exists(scene.Layout.Of("memory", unknown.Id)));
        Assert.False(Directory.Exists(scene.Layout.Of("freezer", unknown.Id)));
        Assert.False(after.Ended.IsCompleted);
        Assert.Equal(stays.Pid, after.Pid);
    }

    [Fact]
    public async Task A_command_whose_agent_ends_before_it_has_said_start_is_never_started()
    {
        using var sandbox = new LauncherSandbox();
        var (ours, theirs) = LauncherNative.SocketPair();
        var spec = sandbox.Spec("echo started") with { RunDirectory = new RunDirectory(sandbox.Path), RecoveryTimeout = TimeSpan.FromMinutes(10) };
        string[] argv = [.. sandbox.Launcher.Program, .. LaunchArguments.Of(spec, LauncherProcess.ControlFd)];
        var pid = LauncherProcess.Start(argv, spec.Environment, sandbox.Path, theirs);
        LauncherNative.close(theirs);
        using (var control = LauncherControlClient.Of(ours))
        {
            await using var reports = control.Reports().GetAsyncEnumerator(TestContext.Current.CancellationToken);
            Assert.True(await reports.MoveNextAsync());
            Assert.Equal(new LauncherReport.Ready(pid), reports.Current);
            Assert.Equal(pid, LauncherStatusStore.LivingProcess(spec.RunDirectory.Launcher));
        }

        Assert.Equal(0, LauncherNative.WaitFor(pid));
        Assert.Equal(new LauncherReport.Failed(0, "its agent ended before its start"), LauncherStatusStore.Read(spec.RunDirectory.Status));
        Assert.False(File.Exists(sandbox.File("stdout")));
    }
}
