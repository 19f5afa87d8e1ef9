using System.Diagnostics;
using System.Globalization;
using MesosOrleans.AgentHost.Containerizers.Cgroups;
using MesosOrleans.AgentHost.Containerizers.Isolators;
using MesosOrleans.Tests.Unit.Launcher;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Containerizers;

/// <summary>The kernel's own cgroups: these tests need root and the hierarchies of version 1 at /sys/fs/cgroup.</summary>
public sealed class CgroupStoreTests : IAsyncDisposable
{
    private readonly string _name = $"mesos_test_{Guid.NewGuid():N}";

    public CgroupStoreTests() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "cgroups need root");

    private string Freezer => $"/sys/fs/cgroup/freezer/{_name}";

    private string Memory => $"/sys/fs/cgroup/memory/{_name}";

    public async ValueTask DisposeAsync()
    {
        foreach (var cgroup in (string[])[Memory, Freezer]) await CgroupStore.Destroy(cgroup, Freezer);
    }

    [Fact]
    public async Task A_cgroup_is_made_listed_and_removed_with_those_below_it()
    {
        CgroupStore.Create(Path.Combine(Memory, "a/b"));
        CgroupStore.Create(Path.Combine(Memory, "c"));
        Assert.Equal(["a", "c"], CgroupStore.NamesIn(Memory).Order());
        await CgroupStore.Destroy(Memory, Freezer);
        Assert.False(Directory.Exists(Memory));
        Assert.Empty(CgroupStore.NamesIn(Memory));
    }

    [Fact]
    public void A_control_file_is_written_and_read_and_one_that_is_not_there_is_named()
    {
        CgroupStore.Create(Memory);
        CgroupStore.Write(Memory, new ControlWrite("memory.limit_in_bytes", "67108864"));
        Assert.Equal("67108864\n", CgroupStore.Read(Memory, "memory.limit_in_bytes"));
        Assert.NotNull(ControlText.Of(CgroupStore.Read(Memory, "memory.stat"), "total_rss"));
        Assert.Null(CgroupStore.Read(Memory, "memory.nothing"));
        var refusal = Assert.Throws<IsolatorException>(() => CgroupStore.Write(Memory, new ControlWrite("memory.nothing", "1")));
        Assert.StartsWith($"memory.nothing of the cgroup {Memory} cannot be set to '1': ", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<IsolatorException>(() => CgroupStore.Write(Memory, new ControlWrite("memory.limit_in_bytes", "much")));
    }

    [Theory, InlineData("freezer"), InlineData("unified")]
    public async Task What_is_in_a_cgroup_below_or_frozen_dies_with_it(string hierarchy)
    {
        var cgroup = $"/sys/fs/cgroup/{hierarchy}/{_name}";
        Assert.SkipUnless(Directory.Exists(Path.GetDirectoryName(cgroup)), $"{hierarchy} is not mounted");
        CgroupStore.Create(Path.Combine(cgroup, "below"));
        using var one = Start(cgroup);
        using var two = Start(Path.Combine(cgroup, "below"));
        Assert.Equal(new[] { one.Id, two.Id }.Order(), CgroupStore.ProcessesOf(cgroup).Order());
        if (hierarchy == "freezer") CgroupStore.Write(cgroup, new ControlWrite("freezer.state", "FROZEN"));

        await CgroupStore.Destroy(cgroup, cgroup);
        Assert.True(await LauncherSandbox.Gone(one.Id));
        Assert.True(await LauncherSandbox.Gone(two.Id));
        Assert.False(Directory.Exists(cgroup));
    }

    [Fact]
    public void A_hierarchy_that_has_no_such_controller_is_refused_with_what_to_do()
    {
        var directory = Directory.CreateTempSubdirectory("mesos-hierarchy-").FullName;
        try
        {
            var refusal = Assert.Throws<IsolatorException>(() => CgroupSetupService.Open(directory, _name, ["nothing"]));
            Assert.Contains($"'nothing' is not mounted at {directory}/nothing", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("--cgroups_hierarchy", refusal.Message, StringComparison.Ordinal);
            Assert.Empty(Directory.EnumerateFileSystemEntries(directory));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void A_controller_that_is_not_mounted_is_mounted()
    {
        var directory = Directory.CreateTempSubdirectory("mesos-hierarchy-").FullName;
        try
        {
            var layout = CgroupSetupService.Open(directory, _name, ["freezer"]);
            Assert.Equal(CgroupVersion.V1, layout.Version);
            Assert.True(Directory.Exists($"{Freezer}/launchers"));
        }
        finally
        {
            using var unmount = Process.Start("umount", $"{directory}/freezer");
            unmount.WaitForExit();
            Directory.Delete(directory, recursive: true);
        }
    }

    private static Process Start(string cgroup)
    {
        var process = Process.Start("sleep", "600");
        CgroupStore.Write(cgroup, new ControlWrite("cgroup.procs", process.Id.ToString(CultureInfo.InvariantCulture)));
        return process;
    }
}
