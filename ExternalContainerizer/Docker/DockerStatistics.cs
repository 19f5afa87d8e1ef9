using System.Text.Json;
using MesosOrleans.Protocol;

namespace MesosOrleans.ExternalContainerizer.Docker;

/// <summary>The engine's statistics in Mesos's words. What its kernel does not tell stays null.</summary>
internal static class DockerStatistics
{
    private const double SharesPerCpu = 1024;

    public static ResourceStatistics Of(StatsDocument stats, HostConfig limits, double now)
    {
        var (cpu, memory) = (stats.Cpu, stats.Memory);
        return new ResourceStatistics
        {
            Timestamp = now,
            CpusUserTimeSecs = cpu?.Usage?.User / 1e9,
            CpusSystemTimeSecs = cpu?.Usage?.Kernel / 1e9,
            CpusLimit = limits.CpuShares is > 0 ? limits.CpuShares / SharesPerCpu : null,
            CpusNrPeriods = (uint?)cpu?.Throttling?.Periods,
            CpusNrThrottled = (uint?)cpu?.Throttling?.ThrottledPeriods,
            CpusThrottledTimeSecs = cpu?.Throttling?.ThrottledTime / 1e9,
            // Version 1 of cgroups says rss, version 2 anon and file.
            MemRssBytes = Number("total_rss") ?? Number("anon") ?? memory?.Usage,
            MemLimitBytes = limits.Memory is > 0 ? (ulong)limits.Memory : null,
            MemAnonBytes = Number("total_rss") ?? Number("anon"),
            MemFileBytes = Number("total_cache") ?? Number("file"),
            MemMappedFileBytes = Number("total_mapped_file") ?? Number("file_mapped"),
        };

        ulong? Number(string name) =>
            memory?.Stats is { } found && found.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out var number) ? number : null;
    }
}
