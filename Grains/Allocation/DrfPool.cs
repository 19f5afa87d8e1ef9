using MesosOrleans.Values;
using ValueType = MesosOrleans.Values.ValueType;

namespace MesosOrleans.Allocation;

/// <summary>
/// What all clients of some <see cref="DrfSorter{T}"/>s share: the sum of the slaves' scalars of role <c>*</c>. Sums are exact and of 128
/// bits, so no slave, whatever it claims, overflows them.
/// </summary>
public sealed class DrfPool
{
    private readonly List<string> _names = [];
    private Int128[] _totals = [];

    /// <summary>Rises with each change; shares of another version are stale.</summary>
    public long Version { get; private set; }

    public void Add(Resources resources) => Change(resources, 1);

    public void Subtract(Resources resources) => Change(resources, -1);

    /// <summary>Adds <paramref name="resources"/>, <paramref name="sign"/> times, to sums that are ordered as this pool's.</summary>
    internal void Sum(ref Int128[] sums, Resources resources, int sign)
    {
        foreach (var entry in resources.Entries)
        {
            if (entry.Type == ValueType.Scalar && entry.Role == Resource.AnyRole)
            {
                var index = IndexOf(entry.Name);
                if (index >= sums.Length)
                {
                    Array.Resize(ref sums, _names.Count);
                }

                sums[index] += (Int128)entry.Milli * sign;
            }
        }
    }

    /// <summary>
    /// The dominant share of these sums; 0 of an empty pool. A quotient of doubles is correctly rounded, so equal fractions, as 3 of 9 and
    /// 6 of 18, are equal numbers and tie as they should.
    /// </summary>
    internal double DominantShare(Int128[] sums)
    {
        var dominant = 0.0;
        for (var i = 0; i < Math.Min(sums.Length, _totals.Length); i++)
        {
            if (_totals[i] > 0)
            {
                dominant = Math.Max(dominant, (double)sums[i] / (double)_totals[i]);
            }
        }

        return dominant;
    }

    private void Change(Resources resources, int sign)
    {
        Sum(ref _totals, resources, sign);
        Version++;
    }

    // A cluster has few names, so a walk beats a hash.
    private int IndexOf(string name)
    {
        for (var i = 0; i < _names.Count; i++)
        {
            if (_names[i] == name)
            {
                return i;
            }
        }

        _names.Add(name);
        return _names.Count - 1;
    }
}
