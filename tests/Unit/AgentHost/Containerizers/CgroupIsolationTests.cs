using System.Globalization;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.Cgroups;
using MesosOrleans.Tests.Unit.Launcher;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Containerizers;

/// <summary>Real cgroups of whichever version lies at /sys/fs/cgroup: these tests need root.</summary>
public sealed class CgroupIsolationTests : IAsyncDisposable
{
    // The shell keeps it all in a variable.
    private const string Hungry = "x=$(head -c 200000000 /dev/zero | tr '\\0' x)";

    private static readonly string[] Controllers = ["cpu", "cpuacct", "memory", "freezer"];

    private readonly ContainerScene _scene;

    public CgroupIsolationTests()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "cgroups need root");
        _scene = new ContainerScene("cgroups/cpu,cgroups/mem", "--cgroups_enable_cfs");
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task A_command_is_born_in_its_cgroups_and_its_launcher_stays_out_of_them()
    {
        using var born = new Fifo(_scene.Directory, "born");
        var container = await _scene.Launch($"cat /proc/self/cgroup; echo $PPID > {born.Path}; exec sleep 600");
        var launcher = await born.ReadLine();
        Assert.All(Controllers, controller => Assert.Contains(
            KernelCgroups.Membership(_scene.Layout, controller, container.Id.Value), _scene.Output(container), StringComparison.Ordinal));

        // It goes back when the command has been born, and the command does not wait for that.
        await ContainerScene.UsageWhen(container, _ => Controllers.All(controller => File.ReadAllText($"/proc/{launcher}/cgroup")
            .Contains(KernelCgroups.Membership(_scene.Layout, controller, CgroupLayout.Launchers), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_limits_are_set_before_the_command_starts_and_changed_while_it_runs()
    {
        using var born = new Fifo(_scene.Directory, "born");
        var container = await _scene.Launch(_scene.Spec(
            "memory", cgroup => $"cat {cgroup}/{KernelCgroups.HardLimit(_scene.Layout)} > {born.Path}; exec sleep 600", "cpus:0.5;mem:64"));
        Assert.Equal($"{64L << 20}", await born.ReadLine());
        Assert.Equal(IsV1 ? "512 50000 100000" : "50 50000 100000", Cpu(container));
        Assert.Equal((64L << 20, 64L << 20), Memory(container));

        await container.Update(Resources.Parse("cpus:2;mem:128"), TestContext.Current.CancellationToken);
        Assert.Equal(IsV1 ? "2048 200000 100000" : "200 200000 100000", Cpu(container));
        Assert.Equal((128L << 20, 128L << 20), Memory(container));

        // The kernel's weights end at 10,000.
        await container.Update(Resources.Parse("cpus:100.5;mem:48"), TestContext.Current.CancellationToken);
        Assert.Equal(IsV1 ? "102912 10050000 100000" : "10000 10050000 100000", Cpu(container));
        Assert.Equal((48L << 20, 48L << 20), Memory(container));
        var usage = await container.Usage(TestContext.Current.CancellationToken);
        Assert.Equal((100.5, 48ul << 20), (usage.CpusLimit, usage.MemLimitBytes));
    }

    [Fact]
    public async Task A_lower_hard_limit_waits_until_less_is_used_and_nobody_dies_of_it()
    {
        using var go = new Fifo(_scene.Directory, "go");
        using var ready = new Fifo(_scene.Directory, "ready");
        // The shell variable is the memory.
        var container = await _scene.Launch(
            $"x=$(head -c 80000000 /dev/zero | tr '\\0' x); echo > {ready.Path}; read y < {go.Path}; unset x; exec sleep 600", "cpus:1;mem:256");
        await ready.ReadLine();
        await container.Update(Resources.Parse("cpus:1;mem:32"), TestContext.Current.CancellationToken);
        Assert.Equal((256L << 20, 32L << 20), Memory(container));

        go.WriteLine("go");
        await ContainerScene.UsageWhen(container, _ => Memory(container) == (32L << 20, 32L << 20));
        Assert.False(container.Ended.IsCompleted);
    }

    [Fact]
    public async Task A_command_that_takes_more_memory_than_it_was_given_ends_as_a_limitation_and_its_neighbour_does_not_notice()
    {
        var neighbour = await _scene.Launch("exec sleep 600", "cpus:0.1;mem:64");
        // The command survives the kernel's kill of its child; the limitation ends it all the same.
        var container = await _scene.Launch($"({Hungry}); exec sleep 600", "cpus:1;mem:32");
        var end = await container.Ended;

        Assert.True(end.IsLimitation);
        Assert.StartsWith("Memory limit exceeded: Requested: 32MB Maximum Used: ", end.Message, StringComparison.Ordinal);
        Assert.Contains(IsV1 ? "\n\nMEMORY STATISTICS: \ncache " : "\n\nMEMORY STATISTICS: \nanon ", end.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_scene.Layout.Of("memory", container.Id)));
        Assert.False(neighbour.Ended.IsCompleted);
        Assert.Equal(64L << 20, Memory(neighbour).Hard);
    }

    [Fact]
    public async Task A_command_that_dies_of_it_itself_is_a_limitation_too()
    {
        var container = await _scene.Launch(Hungry, "cpus:1;mem:32");
        var end = await container.Ended;
        Assert.True(end.IsLimitation);
        Assert.Equal(9, end.Exit.Signal);
    }

    [Fact]
    public async Task A_hog_is_throttled_and_its_usage_is_counted()
    {
        var container = await _scene.Launch("while :; do :; done", "cpus:0.1;mem:64");
        var usage = await ContainerScene.UsageWhen(container, usage => usage is { CpusNrThrottled: > 2, CpusUserTimeSecs: >= 0.1 });
        Assert.True(usage.CpusNrPeriods >= usage.CpusNrThrottled);
        Assert.True(usage.CpusThrottledTimeSecs > 0);
        Assert.True(usage.MemRssBytes is > 0 and < 64 << 20);
        Assert.NotNull(usage.MemAnonBytes);
    }

    [Fact]
    public async Task Time_in_the_kernel_is_counted_as_such()
    {
        var container = await _scene.Launch("exec dd if=/dev/zero of=/dev/null bs=1M", "cpus:1;mem:64");
        await ContainerScene.UsageWhen(container, usage => usage.CpusSystemTimeSecs >= 0.1);
    }

    [Theory, InlineData("mem:64", "cpus"), InlineData("cpus:1", "mem")]
    public async Task What_has_no_cpus_or_no_mem_is_not_started(string resources, string missing)
    {
        var refusal = await Assert.ThrowsAsync<ContainerizerException>(() => _scene.Launch("true", resources));
        Assert.Equal($"it has no {missing}, which cgroups/{(missing == "cpus" ? "cpu" : "mem")} needs", refusal.Message);
        foreach (var controller in (string[])["cpu", "memory", "freezer"])
            Assert.Equal(["launchers"], Directory.EnumerateDirectories(_scene.Layout.RootOf(controller)).Select(Path.GetFileName));
    }

    [Fact]
    public async Task What_a_lost_launcher_leaves_behind_is_found_by_its_cgroup()
    {
        using var ready = new Fifo(_scene.Directory, "ready");
        var container = await _scene.Launch($"(setsid sh -c 'setsid sh -c \"echo \\$\\$ > {ready.Path}; exec sleep 600\" &' &); exec sleep 600");
        var stray = int.Parse((await ready.ReadLine())!, CultureInfo.InvariantCulture);
        var launcher = int.Parse(
            File.ReadAllText($"/proc/{container.Pid}/stat").Split(") ")[1].Split(' ')[1], CultureInfo.InvariantCulture);
        Assert.Equal(0, LauncherSandbox.Signal(launcher, 9));

        var end = await container.Ended;
        Assert.Contains("without a report", end.Exit.Message, StringComparison.Ordinal);
        Assert.True(await LauncherSandbox.Gone(stray));
        Assert.False(Directory.Exists(_scene.Layout.Of("freezer", container.Id)));
    }

    private bool IsV1 => _scene.Layout.Version == CgroupVersion.V1;

    /// <summary>Share, quota and period.</summary>
    private string Cpu(IContainer container) =>
        _scene.Controls(container, "cpu", IsV1 ? (string[])["cpu.shares", "cpu.cfs_quota_us", "cpu.cfs_period_us"] : ["cpu.weight", "cpu.max"]);

    private (long Hard, long Soft) Memory(IContainer container) => (
        long.Parse(_scene.Controls(container, "memory", KernelCgroups.HardLimit(_scene.Layout)), CultureInfo.InvariantCulture),
        long.Parse(_scene.Controls(container, "memory", IsV1 ? "memory.soft_limit_in_bytes" : "memory.low"), CultureInfo.InvariantCulture));
}
