using MesosOrleans.Cli.Cluster;
using Xunit;

namespace MesosOrleans.Tests.Unit.Cli.Cluster;

/// <summary>What tasks use, as a table.</summary>
public sealed class UsageTableTests
{
    private static readonly Dictionary<string, ContainerEntry[]> Usage = new()
    {
        ["S0"] =
        [
            new ContainerEntry
            {
                FrameworkId = "20261128-1-F0", ExecutorId = "0001",
                Statistics = new StatisticsEntry { Timestamp = 10, UserSeconds = 61, SystemSeconds = 1.5, MemoryBytes = 3 << 19, MemoryLimitBytes = 8 << 20 },
            },
        ],
    };

    [Fact]
    public void A_task_is_shown_with_what_its_container_uses() => Assert.Equal(
        """
        USER  FRAMEWORK  TASK  SLAVE  MEM          TIME    CPU (allocated)
        root  batch      0001  vm     1.5 MB/8 MB  1:02.5  0.1

        """, UsageTable.Render(UsageTable.Rows(ACluster.State, Usage)));

    [Fact]
    public void A_slave_that_does_not_answer_leaves_dashes() => Assert.Equal(
        """
        USER  FRAMEWORK  TASK  SLAVE  MEM  TIME  CPU (allocated)
        root  batch      0001  vm     -/-  -     0.1

        """, UsageTable.Render(UsageTable.Rows(ACluster.State, new Dictionary<string, ContainerEntry[]>())));

    [Theory]
    [InlineData(0.25, "0:00.2"), InlineData(59.9, "0:59.9"), InlineData(3599.0, "59:59.0"), InlineData(3723.4, "1:02:03")]
    public void Processor_time_is_minutes_and_seconds(double seconds, string expected) => Assert.Equal(expected, UsageTable.Time(seconds));
}
