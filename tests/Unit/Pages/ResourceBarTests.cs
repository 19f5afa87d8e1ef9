using CsCheck;
using MesosOrleans.Metrics;
using MesosOrleans.Pages;
using MesosOrleans.Protocol;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Pages;

public sealed class ResourceBarTests
{
    [Theory]
    [InlineData(8000, 2000, 4000, 25, 50, 2000)]
    [InlineData(8000, 8000, 4000, 100, 0, 0)]
    [InlineData(8000, 9000, 0, 100, 0, 0)]
    [InlineData(0, 0, 0, 0, 0, 0)]
    [InlineData(0, 100, 100, 0, 0, 0)]
    public void Used_and_offered_share_a_bar(long total, long used, long offered, double usedPercent, double offeredPercent, long free)
    {
        var bar = new ResourceBar("cpus", total, used, offered);

        Assert.Equal((usedPercent, offeredPercent, free), (bar.UsedPercent, bar.OfferedPercent, bar.Free));
    }

    [Fact]
    public void No_bar_is_longer_than_its_place() => Gen.Select(Gen.Long[-10, 1000], Gen.Long[0, 2000], Gen.Long[0, 2000]).Sample((total, used, offered) =>
    {
        var bar = new ResourceBar("cpus", total, used, offered);
        return bar is { UsedPercent: >= 0, OfferedPercent: >= 0, Free: >= 0 } && bar.UsedPercent + bar.OfferedPercent <= 100.0001;
    });

    [Fact]
    public void The_well_known_resources_come_first_and_others_by_name() => Assert.Equal(
        ["cpus", "mem", "disk", "bandwidth", "gpus"],
        ResourceBar.Of(Resources.Parse("gpus:2;cpus:1;bandwidth:5;ports:[1-2]"), Resources.Empty, Resources.Empty).Select(bar => bar.Name));

    [Fact]
    public void Metrics_say_what_is_used_and_how_many_have_ended()
    {
        MetricValue[] values = [new("master/cpus_total", 8, false), new("master/cpus_used", 0.5, false), new("master/tasks_failed", 3, true)];

        Assert.Equal(new ResourceBar("cpus", 8000, 500, 0), MetricBars.Of(values)[0]);
        Assert.Equal((3, 0), (MetricBars.Ended(values, TaskState.Failed), MetricBars.Ended(values, TaskState.Lost)));
    }

    [Fact]
    public void History_keeps_the_newest_and_draws_them_from_the_right()
    {
        var history = new ResourceHistory(3);
        foreach (var second in (int[])[1, 2, 2, 3, 4])
        {
            history = history.With(new ResourceSample(DateTimeOffset.UnixEpoch.AddSeconds(second), [new ResourceBar("cpus", 100, second * 10, 50)]));
        }

        Assert.Equal([2, 3, 4], history.Samples.Select(sample => sample.At.ToUnixTimeSeconds()));
        Assert.Equal("M0 100L0 80L50 70L100 60L100 100Z", history.Area("cpus", false, 100, 100));
        Assert.Equal("M0 100L0 30L50 20L100 10L100 100Z", history.Area("cpus", true, 100, 100));
        Assert.Equal("", new ResourceHistory(3).Area("cpus", false, 100, 100));
    }

    [Theory]
    [InlineData("cpus:2;mem:100", "cpus:4;mem:1000", 0.5)]
    [InlineData("cpus:1;mem:900", "cpus:4;mem:1000", 0.9)]
    [InlineData("", "cpus:4", 0)]
    [InlineData("cpus:1", "", 0)]
    [InlineData("cpus:9", "cpus:4", 1)]
    public void The_dominant_share_is_the_largest_of_any_resource(string held, string total, double share) =>
        Assert.Equal(share, Shares.Dominant(Resources.Parse(held), Resources.Parse(total)), 9);

    [Theory]
    [InlineData("cpus", 1500, "1.5")]
    [InlineData("mem", 64_000, "64 MB")]
    [InlineData("mem", 8_192_000, "8 GB")]
    [InlineData("disk", 0, "0 B")]
    [InlineData("cpus", 1_234_000, "1,234")]
    public void Amounts_have_units(string name, long milli, string text) => Assert.Equal(text, ResourceText.Amount(name, milli));

    [Theory]
    [InlineData(-5, "now")]
    [InlineData(59, "59 s")]
    [InlineData(60, "1 min")]
    [InlineData(7200, "2 h")]
    [InlineData(172_800, "2 d")]
    public void The_past_has_the_largest_unit_that_fits(int seconds, string text) => Assert.Equal(text, ResourceText.Ago(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(100, 900)]
    [InlineData(250, 1000)]
    [InlineData(1000, 4000)]
    [InlineData(60_000, 30_000)]
    public void A_large_cluster_is_read_seldom(int took, int pause) =>
        Assert.Equal(TimeSpan.FromMilliseconds(pause), ReadingPace.PauseAfter(TimeSpan.FromMilliseconds(took)));
}
