using MesosOrleans.AgentHost.Containerizers.Cgroups;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.Protocol;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Containerizers;

public sealed class CgroupLayoutTests
{
    private const string Mounts = """
        25 30 0:22 / /proc rw,nosuid - proc proc rw
        30 25 0:26 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
        31 30 0:27 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct
        32 30 0:28 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
        33 30 0:29 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
        a line of something else
        """;

    [Fact]
    public void In_version_1_a_container_has_a_cgroup_below_each_controller()
    {
        var layout = new CgroupLayout(CgroupVersion.V1, "/sys/fs/cgroup", "mesos");
        Assert.Equal(
            new CgroupMembership("/sys/fs/cgroup/cpu/mesos/c1", "/sys/fs/cgroup/cpu/mesos/launchers"),
            layout.Membership("cpu", new ContainerId("c1")));
        Assert.Equal(["/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpu/mesos"], layout.PathTo("cpu"));
    }

    [Fact]
    public void In_version_2_it_has_one()
    {
        var layout = new CgroupLayout(CgroupVersion.V2, "/sys/fs/cgroup", "a/mesos");
        Assert.Equal(layout.Membership("memory", new ContainerId("c1")), layout.Membership("cpu", new ContainerId("c1")));
        Assert.Equal("/sys/fs/cgroup/a/mesos/c1", layout.Of("cpu", new ContainerId("c1")));
        Assert.Equal(["/sys/fs/cgroup", "/sys/fs/cgroup/a", "/sys/fs/cgroup/a/mesos"], layout.PathTo("cpu"));
    }

    [Theory, InlineData("/sys/fs/cgroup", 1), InlineData("/sys/fs/cgroup/unified", 2), InlineData("/nowhere", 1)]
    public void The_version_is_that_of_what_is_mounted_at_the_hierarchy(string hierarchy, int version) =>
        Assert.Equal((CgroupVersion)version, CgroupMounts.Parse(Mounts).VersionAt(hierarchy));

    [Theory]
    [InlineData("/sys/fs/cgroup/memory", "memory", true)]
    [InlineData("/sys/fs/cgroup/cpu,cpuacct", "cpuacct", true)]
    [InlineData("/sys/fs/cgroup/memory", "cpu", false)]
    [InlineData("/sys/fs/cgroup/freezer", "freezer", false)]
    [InlineData("/sys/fs/cgroup/unified", "memory", false)]
    public void A_controller_is_where_its_hierarchy_is_mounted(string point, string controller, bool isThere) =>
        Assert.Equal(isThere, CgroupMounts.Parse(Mounts).Has(point, controller));

    [Theory, InlineData("user", 250ul), InlineData("us", null), InlineData("nothing", null), InlineData("max", null)]
    public void A_control_file_of_keys_gives_the_number_of_one(string key, ulong? number) =>
        Assert.Equal(number, ControlText.Of("user 250\nsystem 30\nmax max\n", key));
}
