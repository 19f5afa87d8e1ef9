using MesosOrleans.Values;

namespace MesosOrleans.Pages;

/// <summary>Dominant shares (Ghodsi et al., Dominant Resource Fairness): the largest fraction of any scalar that somebody holds.</summary>
public static class Shares
{
    /// <summary>0 to 1; 0 of an empty cluster.</summary>
    public static double Dominant(Resources held, Resources total)
    {
        ArgumentNullException.ThrowIfNull(held);
        ArgumentNullException.ThrowIfNull(total);
        var most = 0.0;
        foreach (var entry in held.Entries)
        {
            if (entry.Type == Values.ValueType.Scalar && total.Milli(entry.Name) is > 0 and var all)
            {
                most = Math.Max(most, Math.Min(1, (double)held.Milli(entry.Name) / all));
            }
        }

        return most;
    }
}
