using MesosOrleans.Values;

namespace MesosOrleans.ExternalContainerizer.Plans;

/// <summary>
/// Resources as limits (rules 16.12 and 16.13, which hold for the agent's own containers too): 1024 shares a CPU, at least 10; a quota of whole periods of 100 ms if that is asked
/// for; memory in bytes, at least 32 MB. Null: not limited.
/// </summary>
internal sealed record ContainerLimits(long? CpuShares, long? CpuQuotaMicroseconds, long? MemoryBytes)
{
    public const long PeriodMicroseconds = 100_000;
    private const long SharesPerCpu = 1024, SharesMin = 10, QuotaMin = 1_000, Megabyte = 1024 * 1024, MemoryMin = 32 * Megabyte;

    public static ContainerLimits Of(Resources resources, bool cpuQuota)
    {
        var (cpus, mem) = (resources.Milli("cpus"), resources.Milli("mem"));
        return new ContainerLimits(
            cpus > 0 ? Math.Max(SharesMin, cpus * SharesPerCpu / 1000) : null,
            cpus > 0 && cpuQuota ? Math.Max(QuotaMin, cpus * PeriodMicroseconds / 1000) : null,
            mem > 0 ? Math.Max(MemoryMin, checked(mem * Megabyte) / 1000) : null);
    }
}
