using System.Collections.Immutable;
using MesosOrleans.Metrics;
using Xunit;

namespace MesosOrleans.Tests.Unit.Metrics;

public sealed class MetricTotalsTests
{
    private readonly MetricTotals _totals = new();

    [Fact]
    public void The_values_of_all_silos_are_added_up_and_the_newest_of_each_counts()
    {
        _totals.Take("a", Values(("slaves", 1, false), ("calls", 10, true)));
        _totals.Take("b", Values(("slaves", 2, false), ("only-b", 5, false)));
        _totals.Take("a", Values(("slaves", 3, false), ("calls", 12, true)));

        Assert.Equal(new() { ["slaves"] = 5, ["calls"] = 12, ["only-b"] = 5 }, Sum());
    }

    [Fact]
    public void What_a_silo_counted_stays_when_it_is_gone_and_what_it_held_does_not()
    {
        _totals.Take("a", Values(("slaves", 1, false), ("calls", 10, true)));
        _totals.Take("b", Values(("slaves", 2, false), ("calls", 1, true)));

        _totals.End("a");
        _totals.End("a");
        _totals.End("never-seen");

        Assert.Equal(["b"], _totals.Silos);
        Assert.Equal(new() { ["slaves"] = 2, ["calls"] = 11 }, Sum());
        _totals.End("b");
        Assert.Equal(new() { ["calls"] = 11 }, Sum());
    }

    private Dictionary<string, double> Sum() => _totals.Sum().ToDictionary(value => value.Key, value => value.Value);

    private static ImmutableArray<MetricValue> Values(params (string Key, double Value, bool IsCounter)[] values) =>
        [.. values.Select(value => new MetricValue(value.Key, value.Value, value.IsCounter))];
}
