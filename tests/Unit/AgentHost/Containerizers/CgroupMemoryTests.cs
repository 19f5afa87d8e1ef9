using MesosOrleans.AgentHost.Containerizers.Cgroups;
using MesosOrleans.Protocol;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Containerizers;

public sealed class CgroupMemoryTests
{
    private const ulong Megabyte = 1 << 20;

    [Theory, InlineData(64_000, 64 * Megabyte), InlineData(32_000, 32 * Megabyte), InlineData(1, 32 * Megabyte), InlineData(0, 32 * Megabyte)]
    public void The_limit_is_what_was_asked_for_but_at_least_32_MB(long milliMegabytes, ulong bytes) =>
        Assert.Equal(bytes, CgroupMemory.Limit(milliMegabytes));

    [Theory]
    [InlineData(null, 64ul, 0ul, 64ul)]
    [InlineData(64ul, 128ul, 64ul, 128ul)]
    [InlineData(128ul, 64ul, 64ul, 64ul)]
    [InlineData(128ul, 64ul, 65ul, null)]
    [InlineData(64ul, 64ul, 90ul, null)]
    public void The_hard_limit_is_raised_at_once_and_lowered_only_above_what_is_used(ulong? current, ulong wanted, ulong used, ulong? set) =>
        Assert.Equal(set, CgroupMemory.HardLimit(current, wanted, used));

    [Fact]
    public void The_message_has_the_limit_the_peak_and_the_statistics() => Assert.Equal(
        "Memory limit exceeded: Requested: 32MB Maximum Used: 33554431B\n\nMEMORY STATISTICS: \ncache 0\nrss 33550336\n",
        CgroupMemory.LimitExceeded(32 * Megabyte, 32 * Megabyte - 1, "cache 0\nrss 33550336\n"));

    [Theory]
    [InlineData(1, "cache 1\nrss 2\ntotal_cache 10\ntotal_rss 20\ntotal_mapped_file 5\n")]
    [InlineData(2, "anon 20\nfile 10\nfile_mapped 5\nanon_thp 0\n")]
    public void The_statistics_are_those_of_the_whole_cgroup(int version, string stat)
    {
        var usage = new CgroupMemory((CgroupVersion)version).Usage(new ResourceStatistics { Timestamp = 0 }, 35, stat);
        Assert.Equal((35ul, 10ul, 20ul, 5ul), (usage.MemRssBytes, usage.MemFileBytes, usage.MemAnonBytes, usage.MemMappedFileBytes));
    }

    [Fact]
    public void Both_versions_have_a_file_for_each_limit()
    {
        var (one, two) = (new CgroupMemory(CgroupVersion.V1), new CgroupMemory(CgroupVersion.V2));
        Assert.Equal(("memory.soft_limit_in_bytes", "memory.limit_in_bytes"), (one.SoftLimitFile, one.HardLimitFile));
        Assert.Equal(("memory.low", "memory.max"), (two.SoftLimitFile, two.HardLimitFile));
    }
}
