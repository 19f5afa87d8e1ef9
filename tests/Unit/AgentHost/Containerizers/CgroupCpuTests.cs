using MesosOrleans.AgentHost.Containerizers.Cgroups;
using MesosOrleans.Protocol;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Containerizers;

public sealed class CgroupCpuTests
{
    private static readonly ResourceStatistics Nothing = new() { Timestamp = 0 };

    [Theory]
    [InlineData(1, 1000, "cpu.shares=1024")]
    [InlineData(1, 250, "cpu.shares=256")]
    [InlineData(1, 1, "cpu.shares=10")]
    [InlineData(2, 1000, "cpu.weight=100")]
    [InlineData(2, 250, "cpu.weight=25")]
    [InlineData(2, 1, "cpu.weight=1")]
    [InlineData(2, 1_000_000, "cpu.weight=10000")]
    public void Cpus_are_a_share_and_no_limit(int version, long milli, string expected) =>
        Assert.Equal(expected, Shown(CgroupCpu.Limits((CgroupVersion)version, milli, quota: false)));

    [Theory]
    [InlineData(1, 500, "cpu.shares=512 cpu.cfs_period_us=100000 cpu.cfs_quota_us=50000")]
    [InlineData(1, 1, "cpu.shares=10 cpu.cfs_period_us=100000 cpu.cfs_quota_us=1000")]
    [InlineData(1, 100_500, "cpu.shares=102912 cpu.cfs_period_us=100000 cpu.cfs_quota_us=10050000")]
    [InlineData(2, 500, "cpu.weight=50 cpu.max=50000 100000")]
    [InlineData(2, 1, "cpu.weight=1 cpu.max=1000 100000")]
    public void With_a_quota_they_are_a_limit_of_at_least_a_millisecond_in_a_tenth_of_a_second(int version, long milli, string expected) =>
        Assert.Equal(expected, Shown(CgroupCpu.Limits((CgroupVersion)version, milli, quota: true)));

    [Fact]
    public void The_usage_of_version_1_comes_from_two_files()
    {
        var usage = CgroupCpu.Usage(
            Nothing, CgroupVersion.V1, "nr_periods 7\nnr_throttled 3\nthrottled_time 1500000000\n", "user 250\nsystem 30\n");
        Assert.Equal((2.5, 0.3, 7u, 3u, 1.5), (usage.CpusUserTimeSecs, usage.CpusSystemTimeSecs, usage.CpusNrPeriods, usage.CpusNrThrottled, usage.CpusThrottledTimeSecs));
    }

    [Fact]
    public void The_usage_of_version_2_comes_from_one()
    {
        var usage = CgroupCpu.Usage(
            Nothing, CgroupVersion.V2,
            "usage_usec 2800000\nuser_usec 2500000\nsystem_usec 300000\nnr_periods 7\nnr_throttled 3\nthrottled_usec 1500000\n", null);
        Assert.Equal((2.5, 0.3, 7u, 3u, 1.5), (usage.CpusUserTimeSecs, usage.CpusSystemTimeSecs, usage.CpusNrPeriods, usage.CpusNrThrottled, usage.CpusThrottledTimeSecs));
    }

    [Fact]
    public void What_cannot_be_read_is_missing() => Assert.Equal(Nothing, CgroupCpu.Usage(Nothing, CgroupVersion.V1, null, null));

    private static string Shown(IEnumerable<ControlWrite> writes) => string.Join(' ', writes.Select(write => $"{write.File}={write.Value}"));
}
