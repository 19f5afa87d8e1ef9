using System.Collections.Immutable;
using System.Globalization;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Containerizers.Cgroups;

/// <summary>
/// The arithmetic of <c>cgroups/cpu</c> (rule 16.12; Mesos 0.19 <c>src/slave/containerizer/isolators/cgroups/cpushare.cpp</c>). A CPU is 1024 shares or, in version 2, a weight
/// of 100, the kernel's default in both: so containers stand to each other, and to what runs outside of them, as their CPUs do.
/// </summary>
internal static class CgroupCpu
{
    private const long SharesPerCpu = 1024, SharesMin = 10;
    private const long WeightPerCpu = 100, WeightMin = 1, WeightMax = 10_000;
    private const long PeriodMicroseconds = 100_000, QuotaMinMicroseconds = 1_000;

    // USER_HZ, which is the same on every architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <param name="version">Whose files.</param>
    /// <param name="milliCpus">Thousandths of CPUs.</param>
    /// <param name="quota">Whether it is a limit too (<c>--cgroups_enable_cfs</c>).</param>
    public static ImmutableArray<ControlWrite> Limits(CgroupVersion version, long milliCpus, bool quota)
    {
        var share = version == CgroupVersion.V1
            ? new ControlWrite("cpu.shares", Text(Math.Max(SharesMin, milliCpus * SharesPerCpu / 1000)))
            : new ControlWrite("cpu.weight", Text(Math.Clamp((milliCpus * WeightPerCpu + 500) / 1000, WeightMin, WeightMax)));
        if (!quota) return [share];
        var most = Text(Math.Max(QuotaMinMicroseconds, milliCpus * PeriodMicroseconds / 1000));
        return version == CgroupVersion.V1
            ? [share, new ControlWrite("cpu.cfs_period_us", Text(PeriodMicroseconds)), new ControlWrite("cpu.cfs_quota_us", most)]
            : [share, new ControlWrite("cpu.max", $"{most} {Text(PeriodMicroseconds)}")];
    }

    /// <param name="known">What is added to.</param>
    /// <param name="version">Whose files.</param>
    /// <param name="cpuStat">The text of <c>cpu.stat</c>; null if it cannot be read.</param>
    /// <param name="cpuacctStat">The text of <c>cpuacct.stat</c>, which version 2 does not have.</param>
    public static ResourceStatistics Usage(ResourceStatistics known, CgroupVersion version, string? cpuStat, string? cpuacctStat) =>
        version == CgroupVersion.V1
            ? known with
            {
                CpusUserTimeSecs = ControlText.Of(cpuacctStat, "user") / TicksPerSecond,
                CpusSystemTimeSecs = ControlText.Of(cpuacctStat, "system") / TicksPerSecond,
                CpusNrPeriods = (uint?)ControlText.Of(cpuStat, "nr_periods"),
                CpusNrThrottled = (uint?)ControlText.Of(cpuStat, "nr_throttled"),
                CpusThrottledTimeSecs = ControlText.Of(cpuStat, "throttled_time") / 1e9,
            }
            : known with
            {
                CpusUserTimeSecs = ControlText.Of(cpuStat, "user_usec") / 1e6,
                CpusSystemTimeSecs = ControlText.Of(cpuStat, "system_usec") / 1e6,
                CpusNrPeriods = (uint?)ControlText.Of(cpuStat, "nr_periods"),
                CpusNrThrottled = (uint?)ControlText.Of(cpuStat, "nr_throttled"),
                CpusThrottledTimeSecs = ControlText.Of(cpuStat, "throttled_usec") / 1e6,
            };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
