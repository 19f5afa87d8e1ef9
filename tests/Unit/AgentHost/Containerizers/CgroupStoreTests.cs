using System.Diagnostics;
using System.Globalization;
using MesosOrleans.AgentHost.Containerizers.Cgroups;
using MesosOrleans.AgentHost.Containerizers.Isolators;
using MesosOrleans.Tests.Unit.Launcher;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Containerizers;

/// <summary>The kernel's own cgroups of whichever version lies at /sys/fs/cgroup: these tests need root.</summary>
public sealed class CgroupStoreTests : IAsyncDisposable
{
    private readonly string _name = $"mesos_test_{Guid.NewGuid():N}";
    private readonly CgroupLayout _layout;

    public CgroupStoreTests()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "cgroups need root");
        _layout = CgroupSetupService.Open(KernelCgroups.Hierarchy, _name, ["memory", "freezer"]);
    }

    /// <summary>Where processes can be put and stopped: below a controller, in the hierarchy of version 2 that may lie beside those, or in the only one.</summary>
    public static TheoryData<string> Hierarchies => KernelCgroups.Version == CgroupVersion.V2
        ? [KernelCgroups.Hierarchy]
        : [.. from name in (string[])["freezer", "unified"] let path = $"{KernelCgroups.Hierarchy}/{name}" where Directory.Exists(path) select path];

    private string Freezer => _layout.RootOf("freezer");

    private string Memory => _layout.RootOf("memory");

    public async ValueTask DisposeAsync()
    {
        foreach (var hierarchy in Hierarchies) await CgroupStore.Destroy($"{hierarchy.Data}/{_name}", $"{hierarchy.Data}/{_name}");
        foreach (var cgroup in (string[])[Memory, Freezer]) await CgroupStore.Destroy(cgroup, Freezer);
    }

    [Fact]
    public async Task A_cgroup_is_made_listed_and_removed_with_those_below_it()
    {
        CgroupStore.Create(Path.Combine(Memory, "a/b"));
        CgroupStore.Create(Path.Combine(Memory, "c"));
        Assert.Equal(["a", "c", "launchers"], CgroupStore.NamesIn(Memory).Order());
        await CgroupStore.Destroy(Memory, Freezer);
        Assert.False(Directory.Exists(Memory));
        Assert.Empty(CgroupStore.NamesIn(Memory));
    }

    [Fact]
    public void A_control_file_is_written_and_read_and_one_that_is_not_there_is_named()
    {
        var (limit, key) = _layout.Version == CgroupVersion.V1 ? ("memory.limit_in_bytes", "total_rss") : ("memory.max", "anon");
        CgroupStore.Write(Memory, new ControlWrite(limit, "67108864"));
        Assert.Equal("67108864\n", CgroupStore.Read(Memory, limit));
        Assert.NotNull(ControlText.Of(CgroupStore.Read(Memory, "memory.stat"), key));
        Assert.Null(CgroupStore.Read(Memory, "memory.nothing"));
        var refusal = Assert.Throws<IsolatorException>(() => CgroupStore.Write(Memory, new ControlWrite("memory.nothing", "1")));
        Assert.StartsWith($"memory.nothing of the cgroup {Memory} cannot be set to '1': ", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<IsolatorException>(() => CgroupStore.Write(Memory, new ControlWrite(limit, "much")));
    }

    [Theory, MemberData(nameof(Hierarchies))]
    public async Task What_is_in_a_cgroup_below_or_frozen_dies_with_it(string hierarchy)
    {
        var cgroup = $"{hierarchy}/{_name}/dies";
        CgroupStore.Create(Path.Combine(cgroup, "below"));
        using var one = Start(cgroup);
        using var two = Start(Path.Combine(cgroup, "below"));
        Assert.Equal(new[] { one.Id, two.Id }.Order(), CgroupStore.ProcessesOf(cgroup).Order());
        CgroupStore.Write(cgroup, File.Exists($"{cgroup}/cgroup.freeze") ? new ControlWrite("cgroup.freeze", "1") : new ControlWrite("freezer.state", "FROZEN"));

        await CgroupStore.Destroy(cgroup, cgroup);
        Assert.True(await LauncherSandbox.Gone(one.Id));
        Assert.True(await LauncherSandbox.Gone(two.Id));
        Assert.False(Directory.Exists(cgroup));
    }

    [Fact, Trait(KernelCgroups.Trait, KernelCgroups.OnlyV1)]
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
    public void A_controller_that_the_only_hierarchy_does_not_give_on_is_refused_with_what_to_do()
    {
        var directory = Directory.CreateTempSubdirectory("mesos-hierarchy-").FullName;
        try
        {
            SystemCommand.Run("mount", "-t", "cgroup2", "cgroup2", directory);
            var refusal = Assert.Throws<IsolatorException>(() => CgroupSetupService.Open(directory, _name, ["nothing"]));
            Assert.Equal(
                $"the cgroup {directory} does not have the controller 'nothing' to give on; the kernel must have it, and cgroup.subtree_control of the one above must name it", refusal.Message);
        }
        finally
        {
            SystemCommand.Run("umount", directory);
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact, Trait(KernelCgroups.Trait, KernelCgroups.OnlyV1)]
    public void A_controller_that_is_not_mounted_is_mounted()
    {
        var directory = Directory.CreateTempSubdirectory("mesos-hierarchy-").FullName;
        try
        {
            var layout = CgroupSetupService.Open(directory, $"{_name}/mounted", ["freezer"]);
            Assert.Equal(CgroupVersion.V1, layout.Version);
            Assert.True(Directory.Exists($"{Freezer}/mounted/launchers"));
        }
        finally
        {
            SystemCommand.Run("umount", $"{directory}/freezer");
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
