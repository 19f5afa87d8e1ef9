using System.Collections.Immutable;

namespace MesosOrleans.Flags;

/// <summary>The agent's flags about containers: what isolates them, and with what of the kernel's.</summary>
public static class IsolationFlags
{
    /// <summary>The isolators, in the given order; <c>process</c> and <c>cgroups</c> are Mesos's old words for two each.</summary>
    public static readonly Flag<ImmutableArray<string>> Isolation = Flag.Of(
        "isolation",
        FlagKinds.Choices(
            "posix/cpu", "posix/mem", "posix/disk", "cgroups/cpu", "cgroups/mem", "namespaces/pid", "filesystem/shared", "process", "cgroups", "external"),
        "posix/cpu,posix/mem",
        "Isolators, with commas between. Those of cgroups and namespaces need an agent that runs as root. Or 'external' alone: the program of --containerizer_path runs all containers.");

    /// <summary>Below it each controller of version 1 is mounted, or version 2 is mounted there itself.</summary>
    public static readonly Flag<string> CgroupsHierarchy = Flag.Of("cgroups_hierarchy", FlagKinds.Path, "/sys/fs/cgroup",
        "Directory of the cgroup hierarchies: each controller lies below it, and is mounted there if it is not; or it is the one hierarchy of version 2.");

    /// <summary>The agent's cgroup in each hierarchy.</summary>
    public static readonly Flag<string> CgroupsRoot = Flag.Of("cgroups_root", FlagKinds.Word, "mesos",
        "Name of the cgroup that holds those of containers. Two agents of one machine need two of them.");

    /// <summary>Whether cpus are a limit too.</summary>
    public static readonly Flag<bool> CgroupsEnableCfs = Flag.Bool("cgroups_enable_cfs", false,
        "Makes cpus a limit, also when processors are idle, and not only a share.");

    /// <summary>Ignored, as in Mesos.</summary>
    public static readonly Flag<string?> CgroupsSubsystems = Flag.Text("cgroups_subsystems", "Ignored; older agents had it.");

    /// <summary>Controllers that the agent puts itself under; default if absent.</summary>
    public static readonly Flag<ImmutableArray<string>?> SlaveSubsystems = Flag.OptionalValue("slave_subsystems",
        FlagKinds.Choices("cpu", "cpuacct", "memory", "blkio", "pids"),
        "Cgroup controllers under which the agent puts itself, as the cgroup 'slave' below --cgroups_root.");

    /// <summary>How often <c>posix/disk</c> looks.</summary>
    public static readonly Flag<TimeSpan> ContainerDiskWatchInterval = Flag.Duration("container_disk_watch_interval", "15secs",
        "How often posix/disk looks how much a sandbox takes.", min: TimeSpan.FromMilliseconds(10));

    /// <summary>Whether <c>posix/disk</c> limits.</summary>
    public static readonly Flag<bool> EnforceContainerDiskQuota = Flag.Bool("enforce_container_disk_quota", false,
        "Ends a container whose sandbox takes more disk than it was given; needs posix/disk.");

    /// <summary>All of them.</summary>
    public static readonly ImmutableArray<Flag> All =
    [
        Isolation, CgroupsHierarchy, CgroupsRoot, CgroupsEnableCfs, CgroupsSubsystems, SlaveSubsystems, ContainerDiskWatchInterval,
        EnforceContainerDiskQuota,
    ];
}
