using System.Collections.Immutable;

namespace MesosOrleans.Metrics;

/// <summary>The sum of what some silos said last. What a silo counted stays in it when the silo is gone; what it held does not.</summary>
public sealed class MetricTotals
{
    private readonly Dictionary<string, ImmutableArray<MetricValue>> _silos = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _counted = new(StringComparer.Ordinal);

    /// <summary>Those that have said something and are not gone.</summary>
    public IReadOnlyCollection<string> Silos => _silos.Keys;

    /// <summary>A silo says all its values anew.</summary>
    public void Take(string silo, ImmutableArray<MetricValue> values) => _silos[silo] = values;

    /// <summary>A silo is gone for good.</summary>
    public void End(string silo)
    {
        if (!_silos.Remove(silo, out var last))
        {
            return;
        }

        foreach (var value in last)
        {
            if (value.IsCounter)
            {
                _counted[value.Key] = _counted.GetValueOrDefault(value.Key) + value.Value;
            }
        }
    }

    /// <summary>One value a key.</summary>
    public ImmutableArray<MetricValue> Sum()
    {
        var sums = new Dictionary<string, MetricValue>(StringComparer.Ordinal);
        foreach (var (key, value) in _counted)
        {
            sums[key] = new MetricValue(key, value, true);
        }

        foreach (var value in _silos.Values.SelectMany(values => values))
        {
            sums[value.Key] = value with { Value = value.Value + (sums.TryGetValue(value.Key, out var sum) ? sum.Value : 0) };
        }

        return [.. sums.Values];
    }
}
