using MesosOrleans.AgentHost.Containerizers.Cgroups;

namespace MesosOrleans.Tests.Unit.AgentHost.Containerizers;

/// <summary>How this machine's kernel shows its cgroups, in the words of the version that is mounted.</summary>
internal static class KernelCgroups
{
    public const string Hierarchy = "/sys/fs/cgroup";

    /// <summary>Of tests that only mean something where each controller has a hierarchy of its own.</summary>
    public const string Trait = "Cgroups", OnlyV1 = "v1";

    public static CgroupVersion Version => CgroupMounts.Parse(File.ReadAllText("/proc/self/mountinfo")).VersionAt(Hierarchy);

    public static CgroupLayout Layout(string root) => new(Version, Hierarchy, root);

    /// <summary>The line of <c>/proc/PID/cgroup</c> of a process that is in <c>ROOT/NAME</c>.</summary>
    public static string Membership(CgroupLayout layout, string controller, string name) =>
        layout.Version == CgroupVersion.V1 ? $":{controller}:/{layout.Root}/{name}\n" : $"0::/{layout.Root}/{name}\n";

    /// <summary>The control file of the limit that the kernel kills for.</summary>
    public static string HardLimit(CgroupLayout layout) => layout.Version == CgroupVersion.V1 ? "memory.limit_in_bytes" : "memory.max";
}
