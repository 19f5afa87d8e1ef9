using System.Diagnostics;
using System.Globalization;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Containers.Running;

/// <summary>What holds of containers of each backend, with the real program and the real runtime.</summary>
public abstract class ContainerContract : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    internal ContainerizerProgram Program { get; private set; } = null!;

    protected string Folder => _folder.Path;

    protected abstract string Image { get; }

    protected abstract string[] Flags { get; }

    /// <summary>This machine's network, as the kernel names it.</summary>
    protected static string Network => new FileInfo("/proc/self/ns/net").LinkTarget!;

    public ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Folder + "/work");
        Prepare();
        Program = new ContainerizerProgram(Folder + "/work", Flags);
        Program.MakeExecutor();
        return ValueTask.CompletedTask;
    }

    /// <summary>Nothing of any container is left, whatever the test did.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var id in await Program.Containers())
            await Program.Destroy(new ContainerizerLaunch { ContainerId = new(id), Directory = Program.WorkDirectory });
        await Eventually.Holds("no process of the program is left", () => TaskProcesses.With(Folder).Count == 0);
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected virtual void Prepare()
    {
    }

    [Fact]
    public async Task A_tasks_outputs_end_in_its_sandbox_and_its_exit_status_is_told()
    {
        var task = await Launched("echo out; echo err >&2; pwd; exit 3");

        var termination = await Program.Termination(task);

        Assert.Equal((false, "", 3 << 8), (termination.Killed, termination.Message, termination.Status));
        Assert.Equal(["out", "/mnt/mesos/sandbox"], await Lines(task, "stdout"));
        Assert.Equal(["err"], await Lines(task, "stderr"));
        Assert.Equal(["ended with 3"], await Lines(task, "told"));
        Assert.Empty(await Program.Containers());
    }

    [Fact]
    public async Task An_end_that_nobody_waited_for_is_told_later()
    {
        var task = await Launched("exit 7");
        await Eventually.Holds("the task has ended", () => File.Exists(task.Directory + "/told"));

        Assert.Equal([task.ContainerId.Value], await Program.Containers());
        Assert.Equal(7 << 8, (await Program.Termination(task)).Status);
    }

    [Fact]
    public async Task A_wait_that_is_killed_harms_nothing_and_the_next_one_hears_the_end()
    {
        var task = await Launched("while [ ! -e go ]; do sleep 0.1; done; exit 5");
        using (var wait = Program.StartWait(task))
        {
            wait.Kill();
            await wait.WaitForExitAsync();
        }

        Assert.Equal([task.ContainerId.Value], await Program.Containers());
        var second = Program.Termination(task);
        await File.WriteAllTextAsync(task.Directory + "/go", "");
        Assert.Equal(5 << 8, (await second).Status);
    }

    [Fact]
    public async Task An_end_that_nobody_could_read_is_told_to_the_next_who_asks()
    {
        var task = await Launched("while [ ! -e go ]; do sleep 0.1; done; exit 5");
        using var wait = Program.StartWait(task);
        wait.StandardOutput.Close();
        await wait.WaitForExitAsync();
        await File.WriteAllTextAsync(task.Directory + "/go", "");

        Assert.NotEqual(0, wait.ExitCode);
        Assert.Equal(5 << 8, (await Program.Termination(task)).Status);
    }

    [Fact]
    public async Task Who_uses_more_memory_than_it_has_is_killed_and_the_reason_is_told_by_wait_alone()
    {
        var task = await Launched("head -c 200000000 /dev/zero | tail", "cpus:0.5;mem:32");

        var termination = await Program.Termination(task);

        Assert.True(termination.Killed);
        Assert.Equal("Memory limit exceeded: Requested: 32MB", termination.Message);
        Assert.False(File.Exists(task.Directory + "/told"));
    }

    [Fact]
    public async Task Limits_hold_inside_and_change_with_the_resources()
    {
        var task = await Launched("cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/cpu/cpu.shares 2>/dev/null || cat /sys/fs/cgroup/memory.max; sleep 1000", "cpus:0.5;mem:64");
        await Eventually.Holds("the limits are read", () => File.ReadLines(task.Directory + "/stdout").Any());

        Assert.Equal("67108864", (await Lines(task, "stdout"))[0]);
        var before = (await Program.Usage(task)).Message(ResourceStatisticsCodec.Instance);
        Assert.Equal(0, (await Program.Update(task, "cpus:1;mem:128")).Code);
        var after = (await Program.Usage(task)).Message(ResourceStatisticsCodec.Instance);

        Assert.Equal((64UL << 20, 128UL << 20), (before.MemLimitBytes, after.MemLimitBytes));
        Assert.True(after.MemRssBytes > 0);
        Assert.NotNull(after.CpusUserTimeSecs);
    }

    [Fact]
    public async Task What_is_destroyed_is_gone_with_what_watched_it()
    {
        var task = await Launched("sleep 1000");
        using var wait = Program.StartWait(task);

        Assert.Equal(0, (await Program.Destroy(task)).Code);

        await wait.WaitForExitAsync();
        Assert.Empty(await Program.Containers());
        Assert.False(File.Exists(task.Directory + "/told"));
        await Eventually.Holds("nothing of it runs", () => TaskProcesses.With(task.ContainerId.Value).Count == 0);
        Assert.Equal(0, (await Program.Destroy(task)).Code);
    }

    [Fact]
    public async Task A_container_whose_executor_is_killed_ends_with_it()
    {
        var task = await Launched("sleep 1000");
        int[] executors = [];
        await Eventually.Holds("its executor runs", () => (executors = [.. TaskProcesses.With("mesos-executor").Intersect(TaskProcesses.With(task.ContainerId.Value))]).Length > 0);

        using (var kill = Process.Start("kill", ["-KILL", executors.Min().ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();

        Assert.Equal(9, (await Program.Termination(task)).Status);
    }

    [Fact]
    public async Task A_killed_task_is_asked_to_end_first()
    {
        var task = await Launched("trap 'echo asked; exit 0' TERM; echo ready; while true; do sleep 0.1; done");
        await Eventually.Holds("the task and its observer listen", () => File.ReadLines(task.Directory + "/stdout").Any() && Observer.Find(task.ContainerId.Value) is not null);
        var observer = Observer.Find(task.ContainerId.Value)!.Value;

        using (var kill = Process.Start("kill", ["-TERM", observer.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();

        Assert.Equal(0, (await Program.Termination(task)).Status);
        Assert.Equal(["ready", "asked"], await Lines(task, "stdout"));
    }

    [Fact]
    public async Task An_executor_runs_in_the_container_with_what_leads_it_to_the_agent()
    {
        var command = Command("id -u; echo $MESOS_EXECUTOR_SOCKET; stat -L -c %i /proc/self/ns/net") with { User = "alice" };
        var launch = ContainerizerProgram.Launch(Program.NewSandbox(), command, isTask: false);

        Assert.Equal("", (await Program.Launch(launch)).Errors);
        Assert.Equal(0, (await Program.Termination(launch)).Status);

        var lines = await Lines(launch, "stdout");
        Assert.Equal(["1234", "executor.sock", Network], [lines[0], lines[1], $"net:[{lines[2]}]"]);
        Assert.False(File.Exists(launch.Directory + "/told"));
    }

    [Fact]
    public async Task The_options_of_that_time_reach_the_container()
    {
        Directory.CreateDirectory(Folder + "/data");
        await File.WriteAllTextAsync(Folder + "/data/file", "data");
        var task = await Launched(Command("cat /data/file; echo $A; pwd; id -u; touch /data/new 2>/dev/null || echo read only", "-v", Folder + "/data:/data:ro", "-e", "A=b", "-w", "/tmp", "-u", "alice"));

        await Program.Termination(task);

        Assert.Equal(["datab", "/tmp", "1234", "read only"], await Lines(task, "stdout"));
    }

    [Fact]
    public async Task An_agent_sees_its_own_containers_only()
    {
        var task = await Launched("sleep 1000");
        Directory.CreateDirectory(Folder + "/other");
        var other = new ContainerizerProgram(Folder + "/other", Flags);

        Assert.Equal(0, (await Program.Recover()).Code);
        Assert.Empty(await other.Containers());
        Assert.Equal([task.ContainerId.Value], await Program.Containers());
    }

    [Fact]
    public async Task A_launch_that_fails_says_why_and_leaves_nothing()
    {
        var sandbox = Program.NewSandbox();
        var launch = ContainerizerProgram.Launch(sandbox, Command("true") with { Container = new CommandContainerInfo { Image = "docker:///mesos-test/nothing:1" } });

        var result = await Program.Launch(launch);

        Assert.Equal(1, result.Code);
        Assert.Contains("mesos-test/nothing:1", result.Errors, StringComparison.Ordinal);
        Assert.Empty(await Program.Containers());
        Assert.Empty(TaskProcesses.With(launch.ContainerId.Value));
    }

    [Fact]
    public async Task The_managed_program_does_what_the_native_one_does()
    {
        var managed = new ContainerizerProgram(Program.WorkDirectory, Flags) { Words = ContainerizerProgram.Managed };
        var task = ContainerizerProgram.Launch(Program.NewSandbox(), Command("echo out; exit 3"));

        Assert.Equal("", (await managed.Launch(task)).Errors);
        Assert.Equal(3 << 8, (await managed.Termination(task)).Status);

        Assert.Equal(["out"], await Lines(task, "stdout"));
        Assert.Equal(["ended with 3"], await Lines(task, "told"));
    }

    [Fact]
    public async Task A_launch_whose_agent_goes_away_leaves_nothing()
    {
        Program.MakeFetcher("echo fetching >> stdout; while [ ! -e go ]; do sleep 0.1; done");
        var launch = ContainerizerProgram.Launch(Program.NewSandbox(), Command("true") with { Uris = [new CommandUri { Value = "http://somewhere/file" }] });
        using var process = Program.Start("launch", ContainerizerLaunchCodec.Instance, launch, launch.Directory);
        await Eventually.Holds("it fetches", () => File.Exists(launch.Directory + "/stdout") && File.ReadLines(launch.Directory + "/stdout").Any());

        process.StandardInput.Close();
        await File.WriteAllTextAsync(launch.Directory + "/go", "");
        await process.WaitForExitAsync();

        Assert.Contains("the agent that called has gone", await process.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Empty(await Program.Containers());
        Assert.Empty(TaskProcesses.With(launch.ContainerId.Value));
    }

    [Fact]
    public async Task What_a_command_wants_is_fetched_before_it_starts()
    {
        Program.MakeFetcher("echo \"$MESOS_EXECUTOR_URIS\" > fetched; [ \"$MESOS_WORK_DIRECTORY\" = \"$MESOS_DIRECTORY\" ]");
        var uris = new[] { new CommandUri { Value = "http://a/b", Executable = true }, new CommandUri { Value = "file:///c", Extract = false } };
        var task = await Launched(Command("cat fetched") with { Uris = [.. uris] });

        await Program.Termination(task);

        Assert.Equal(["http://a/b+1X file:///c+0N"], await Lines(task, "stdout"));
    }

    [Fact]
    public async Task A_container_that_is_not_known_is_an_error_of_each_call_but_destroy()
    {
        var unknown = ContainerizerProgram.Launch(Program.NewSandbox(), Command("true"));

        foreach (var result in new[] { await Program.Wait(unknown), await Program.Usage(unknown), await Program.Update(unknown, "cpus:1;mem:64") })
        {
            Assert.Equal((1, 0), (result.Code, result.Output.Length));
            Assert.Contains(unknown.ContainerId.Value, result.Errors, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await Program.Destroy(unknown)).Code);
    }

    internal CommandInfo Command(string value, params string[] options) =>
        new() { Value = value, Container = new CommandContainerInfo { Image = Image, Options = [.. options] } };

    internal Task<ContainerizerLaunch> Launched(string command, string resources = "cpus:0.5;mem:64") => Launched(Command(command), resources);

    internal async Task<ContainerizerLaunch> Launched(CommandInfo command, string resources = "cpus:0.5;mem:64")
    {
        var launch = ContainerizerProgram.Launch(Program.NewSandbox(), command, resources: resources);
        var result = await Program.Launch(launch);
        Assert.True(result.Code == 0, result.Errors);
        return launch;
    }

    internal static Task<string[]> Lines(ContainerizerLaunch launch, string file) => File.ReadAllLinesAsync(Path.Combine(launch.Directory!, file));
}
