using MesosOrleans.Values;

namespace MesosOrleans.Pages;

/// <summary>How much of one scalar resource is used, offered and free, in thousandths of its unit.</summary>
/// <param name="Name">As in the slaves' resources.</param>
/// <param name="Total">Of all slaves that are meant.</param>
/// <param name="Used">By tasks and executors.</param>
/// <param name="Offered">In offers that were not answered yet.</param>
public readonly record struct ResourceBar(string Name, long Total, long Used, long Offered)
{
    /// <summary>Neither used nor offered; never below 0, though what is read of a cluster is not of one moment.</summary>
    public long Free => Math.Max(0, Total - Used - Offered);

    /// <summary>0 to 100; 0 of nothing.</summary>
    public double UsedPercent => Percent(Used);

    /// <summary>0 to what <see cref="UsedPercent"/> leaves.</summary>
    public double OfferedPercent => Math.Min(Percent(Offered), 100 - UsedPercent);

    /// <summary>The scalars of some slaves: the well-known ones first, which are there even if nobody has them, then others by name.</summary>
    public static IReadOnlyList<ResourceBar> Of(Resources total, Resources used, Resources offered)
    {
        ArgumentNullException.ThrowIfNull(total);
        ArgumentNullException.ThrowIfNull(used);
        ArgumentNullException.ThrowIfNull(offered);
        var others = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var entry in total.Entries)
        {
            if (entry.Type == Values.ValueType.Scalar && !Metrics.MetricNames.Scalars.Contains(entry.Name))
            {
                others.Add(entry.Name);
            }
        }

        return [.. Metrics.MetricNames.Scalars.Concat(others).Select(name => new ResourceBar(name, total.Milli(name), used.Milli(name), offered.Milli(name)))];
    }

    private double Percent(long part) => Total <= 0 ? 0 : Math.Clamp(100.0 * part / Total, 0, 100);
}
