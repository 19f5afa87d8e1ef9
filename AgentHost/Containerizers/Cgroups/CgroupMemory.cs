using System.Globalization;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Containerizers.Cgroups;

/// <summary>The arithmetic of <c>cgroups/mem</c> (rule 16.12; Mesos 0.19 <c>src/slave/containerizer/isolators/cgroups/mem.cpp</c>).</summary>
internal sealed record CgroupMemory(CgroupVersion Version)
{
    private const ulong Megabyte = 1024 * 1024, LimitMin = 32 * Megabyte;

    /// <summary>What the kernel reclaims first beyond; in version 2 it is put the other way: what it reclaims last up to.</summary>
    public string SoftLimitFile => Version == CgroupVersion.V1 ? "memory.soft_limit_in_bytes" : "memory.low";

    public string HardLimitFile => Version == CgroupVersion.V1 ? "memory.limit_in_bytes" : "memory.max";

    public string UsageFile => Version == CgroupVersion.V1 ? "memory.usage_in_bytes" : "memory.current";

    public string PeakFile => Version == CgroupVersion.V1 ? "memory.max_usage_in_bytes" : "memory.peak";

    /// <summary>Has <c>oom_kill</c>, how often the kernel had to kill.</summary>
    public string EventsFile => Version == CgroupVersion.V1 ? "memory.oom_control" : "memory.events";

    /// <summary>Bytes for thousandths of megabytes, not below 32 MB.</summary>
    public static ulong Limit(long milliMegabytes) => Math.Max(LimitMin, (ulong)Math.Max(0, milliMegabytes) * Megabyte / 1000);

    /// <summary>
    /// The hard limit to set: the first one, and a higher one, at once; a lower one only if it is above what is used, since
    /// else the kernel would kill (Mesos never lowers it).
    /// </summary>
    /// <param name="current">The one in force; null if there is none yet.</param>
    /// <param name="wanted">The one that was asked for.</param>
    /// <param name="used">Bytes in use.</param>
    /// <returns>Null to leave it.</returns>
    public static ulong? HardLimit(ulong? current, ulong wanted, ulong used) =>
        current == wanted || (wanted < current && used > wanted) ? null : wanted;

    /// <param name="known">What is added to.</param>
    /// <param name="used">Of <see cref="UsageFile"/>.</param>
    /// <param name="stat">The text of <c>memory.stat</c>; null if it cannot be read.</param>
    public ResourceStatistics Usage(ResourceStatistics known, ulong? used, string? stat) => known with
    {
        MemRssBytes = used,
        MemFileBytes = ControlText.Of(stat, Version == CgroupVersion.V1 ? "total_cache" : "file"),
        MemAnonBytes = ControlText.Of(stat, Version == CgroupVersion.V1 ? "total_rss" : "anon"),
        MemMappedFileBytes = ControlText.Of(stat, Version == CgroupVersion.V1 ? "total_mapped_file" : "file_mapped"),
    };

    /// <summary>The words of Mesos.</summary>
    public static string LimitExceeded(ulong limit, ulong? peak, string? stat) =>
        $"Memory limit exceeded: Requested: {Text(limit)} Maximum Used: {(peak is { } bytes ? Text(bytes) : "unknown")}\n\nMEMORY STATISTICS: \n{stat}";

    private static string Text(ulong bytes) => bytes % Megabyte == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / Megabyte}MB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes}B");
}
