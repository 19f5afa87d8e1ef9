using MesosOrleans.Metrics;
using Xunit;

namespace MesosOrleans.Tests.Unit.Metrics;

public sealed class SampleWindowTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void With_fewer_than_two_values_there_are_no_statistics()
    {
        var window = new SampleWindow(TimeSpan.FromDays(1));
        Assert.Null(window.Read(Start));
        window.Add(1, Start);
        Assert.Null(window.Read(Start));
    }

    /// <summary>The values of a master of Mesos 0.19, which had stored twice.</summary>
    [Fact]
    public void Percentiles_are_those_of_mesos()
    {
        var window = new SampleWindow(TimeSpan.FromDays(1));
        window.Add(2.44608, Start);
        window.Add(2.42304, Start);

        var shown = window.Read(Start)!;

        Assert.Equal((2, 2.42304, 2.44608), (shown.Count, shown.Min, shown.Max));
        Assert.Equal(
            [2.43456, 2.443776, 2.444928, 2.4458496, 2.44605696, 2.446077696],
            new[] { shown.P50, shown.P90, shown.P95, shown.P99, shown.P999, shown.P9999 }.Select(value => Math.Round(value, 9)));
    }

    [Fact]
    public void What_is_older_than_the_window_is_gone_but_the_newest_stays()
    {
        var window = new SampleWindow(TimeSpan.FromDays(1));
        window.Add(100, Start);
        window.Add(1, Start.AddHours(20));
        window.Add(3, Start.AddHours(21));

        Assert.Equal(3, window.Read(Start.AddHours(25))!.Max);
        Assert.Null(window.Read(Start.AddDays(9)));
        window.Add(5, Start.AddDays(9));
        Assert.Null(window.Read(Start.AddDays(9)));
        window.Add(6, Start.AddDays(9));
        Assert.Equal((2, 5), (window.Read(Start.AddDays(9))!.Count, window.Read(Start.AddDays(9))!.Min));
    }

    [Fact]
    public void When_it_is_full_the_older_half_is_thinned_and_the_newer_kept()
    {
        var window = new SampleWindow(TimeSpan.FromDays(1), capacity: 100);
        for (var i = 0; i < 1000; i++)
        {
            window.Add(i, Start.AddSeconds(i));
        }

        var shown = window.Read(Start.AddSeconds(1000))!;

        Assert.InRange(shown.Count, 75, 100);
        Assert.Equal(999, shown.Max);
        Assert.True(shown.Min < 500, "something of long ago is still there");
        Assert.True(shown.P50 > 900, "most is of lately");
    }
}
