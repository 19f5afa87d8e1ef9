using System.Diagnostics;
using System.Globalization;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Containers.Running;

public sealed class OciContainerTests : ContainerContract
{
    protected override string Image => "docker:///busybox";

    protected override string[] Flags => ["--backend=oci", "--images=" + Folder + "/images"];

    protected override void Prepare() => RootFilesystem.Make(Folder + "/images/busybox");

    [Fact]
    public async Task What_a_container_writes_stays_out_of_its_image()
    {
        var task = await Launched("echo mine > /etc/passwd; cat /etc/passwd");

        await Program.Termination(task);

        Assert.Equal(["mine"], await Lines(task, "stdout"));
        Assert.Contains("alice", await File.ReadAllTextAsync(Folder + "/images/busybox/etc/passwd"), StringComparison.Ordinal);
        Assert.DoesNotContain(Folder, await File.ReadAllTextAsync("/proc/self/mountinfo"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task If_its_monitor_is_killed_the_container_lives_on_and_its_end_is_told_without_a_status()
    {
        var task = await Launched("while [ ! -e go ]; do sleep 0.1; done; exit 5");
        var monitor = TaskProcesses.With("monitor").Intersect(TaskProcesses.With(task.ContainerId.Value)).Min();
        using (var kill = Process.Start("kill", ["-KILL", monitor.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
        await Eventually.Holds("the monitor is gone", () => !TaskProcesses.With("monitor").Contains(monitor));

        var wait = Program.Termination(task);
        await File.WriteAllTextAsync(task.Directory + "/go", "");

        Assert.Equal((null, false), ((await wait).Status, (await wait).Killed));
        Assert.Contains("nobody knows", (await wait).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_network_nothing_of_the_hosts_is_seen()
    {
        var task = await Launched(Command("stat -L -c %i /proc/self/ns/net", "--net=none"));

        await Program.Termination(task);

        Assert.NotEqual(Network, $"net:[{(await Lines(task, "stdout"))[0]}]");
    }
}
