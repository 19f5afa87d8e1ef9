using MesosOrleans.Metrics;
using Xunit;

namespace MesosOrleans.Tests.Unit.Metrics;

public sealed class MetricNamesTests
{
    [Theory]
    [InlineData("master.tasks_running", "master/tasks_running")]
    [InlineData("system.load_1min", "system/load_1min")]
    [InlineData("dotnet.gc.collections", "dotnet/gc.collections")]
    [InlineData("plain", "plain")]
    public void An_instrument_is_shown_under_the_name_that_mesos_has(string instrument, string key) => Assert.Equal(key, MetricNames.KeyOf(instrument));

    [Fact]
    public void Only_keys_of_mesos_are_shown_sorted_and_only_numbers()
    {
        var shown = MetricNames.Snapshot(new Dictionary<string, double>
        {
            ["system/cpus_total"] = 2,
            ["master/elected"] = 1,
            ["master/staged_tasks"] = 9,
            ["dotnet/gc.collections"] = 4,
            ["system/load_1min"] = double.NaN,
        });

        Assert.Equal(["master/elected", "system/cpus_total"], shown.Keys);
    }

    [Fact]
    public void The_share_of_a_resource_is_a_fraction_and_0_of_nothing()
    {
        var shown = MetricNames.Snapshot(new Dictionary<string, double>
        {
            ["master/cpus_total"] = 64,
            ["master/cpus_used"] = 0.3,
            ["master/disk_total"] = 0,
            ["master/disk_used"] = 0,
            ["master/mem_total"] = 5,
        });

        Assert.Equal(0.0046875, shown["master/cpus_percent"]);
        Assert.Equal(0, shown["master/disk_percent"]);
        Assert.DoesNotContain("master/mem_percent", shown.Keys);
    }
}
