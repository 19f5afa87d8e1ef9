using MesosOrleans.Metrics;
using MesosOrleans.Protocol;

namespace MesosOrleans.Pages;

/// <summary>What the cluster's metrics say of what the pages show.</summary>
public static class MetricBars
{
    /// <summary>The well-known scalars; offered is 0, since no metric says it.</summary>
    public static IReadOnlyList<ResourceBar> Of(IReadOnlyCollection<MetricValue> values) =>
        [.. MetricNames.Scalars.Select(name => new ResourceBar(name, Milli(values, $"master/{name}_total"), Milli(values, $"master/{name}_used"), 0))];

    /// <summary>How many tasks have ended so since the silos that run started.</summary>
    public static long Ended(IReadOnlyCollection<MetricValue> values, TaskState state) => (long)Value(values, $"master/tasks_{state.ToString().ToLowerInvariant()}");

    private static long Milli(IReadOnlyCollection<MetricValue> values, string key) => (long)Math.Round(Value(values, key) * 1000);

    private static double Value(IReadOnlyCollection<MetricValue> values, string key)
    {
        foreach (var value in values)
        {
            if (value.Key == key)
            {
                return value.Value;
            }
        }

        return 0;
    }
}
