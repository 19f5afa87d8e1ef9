using System.Collections.Immutable;

namespace MesosOrleans.Flags;

/// <summary>
/// The flags of the agent host that say what comes into sandboxes and how long they stay, as Mesos 0.19.0 names them (src/slave/flags.hpp), and
/// <c>gc_disk_headroom</c> and <c>fetcher_stall_timeout</c> of later versions.
/// </summary>
public static class SandboxFlags
{
    /// <summary>Where relative URIs of a command begin; empty if there is no such place.</summary>
    public static readonly Flag<string> FrameworksHome = Flag.Of("frameworks_home", FlagKinds.Text, "",
        "Directory in which the relative URIs of commands begin; what is in it every task may fetch.");

    /// <summary>Where Hadoop is installed; empty to look for <c>hadoop</c> in the PATH.</summary>
    public static readonly Flag<string> HadoopHome = Flag.Of("hadoop_home", FlagKinds.Text, "",
        "Directory of Hadoop, whose bin/hadoop fetches URIs of hdfs and s3; without it hadoop is looked for in the PATH.");

    /// <summary>How long a server may be silent while something is fetched from it.</summary>
    public static readonly Flag<TimeSpan> FetcherStallTimeout = Flag.Duration("fetcher_stall_timeout", "1mins",
        "A fetch fails when its server has sent nothing for so long.", min: TimeSpan.FromMilliseconds(1), max: TimeSpan.FromDays(28));

    /// <summary>How much the URIs of one command may bring.</summary>
    public static readonly Flag<long> FetcherSizeLimit = Flag.Of("fetcher_size_limit", FlagKinds.Bytes(0, long.MaxValue, 100L << 30), "1TB",
        "Bytes that the URIs of one command may bring into its sandbox, unpacked archives included; never more than nine tenths of the free disk.");

    /// <summary>How long what nobody uses stays.</summary>
    public static readonly Flag<TimeSpan> GcDelay = Flag.Duration("gc_delay", "1weeks",
        "Sandboxes that are not used any more are deleted after this time, sooner when the disk gets full.");

    /// <summary>The part of the disk that shall stay free.</summary>
    public static readonly Flag<decimal> GcDiskHeadroom = Flag.Of("gc_disk_headroom", FlagKinds.Number(0, 1, 0.1m), "0.1",
        "Part of the disk that shall stay free: sandboxes are kept --gc_delay * max(0, 1 - headroom - used part of the disk).");

    /// <summary>How often the disk is looked at.</summary>
    public static readonly Flag<TimeSpan> DiskWatchInterval = Flag.Duration("disk_watch_interval", "1mins",
        "Time between two looks at how full the disk of --work_dir is.", min: TimeSpan.FromMilliseconds(1), max: TimeSpan.FromDays(28));

    /// <summary>All of them.</summary>
    public static ImmutableArray<Flag> All { get; } =
        [FrameworksHome, HadoopHome, FetcherStallTimeout, FetcherSizeLimit, GcDelay, GcDiskHeadroom, DiskWatchInterval];
}
