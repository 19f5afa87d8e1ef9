using MesosOrleans.Values;

namespace MesosOrleans.Allocation;

/// <summary>
/// One that holds a part of a <see cref="DrfPool"/>: a role, or a framework. It keeps its account also while no sorter has it.
/// </summary>
public sealed class DrfClient<T>(DrfPool pool, T item, string name, double weight = 1)
{
    private Int128[] _held = [];

    public T Item { get; } = item;

    public string Name { get; } = name;

    /// <summary>
    /// The dominant share by the weight, of the totals at the last change of either (<see cref="DrfSorter{T}.Order"/> makes it
    /// current).
    /// </summary>
    public double Share { get; private set; }

    /// <summary>How often it was given something.</summary>
    public long Allocations { get; private set; }

    internal DrfSorter<T>? Sorter { get; set; }

    /// <summary>It is given something: a larger share, and an allocation more.</summary>
    public void Allocate(Resources resources)
    {
        var at = Place();
        pool.Sum(ref _held, resources, 1);
        Allocations++;
        Settle(at);
    }

    /// <summary>It turns out to hold something.</summary>
    public void Hold(Resources resources) => Change(resources, 1);

    /// <summary>It holds something no longer.</summary>
    public void Release(Resources resources) => Change(resources, -1);

    /// <summary>A client that was away counts its allocations from 0 (rule 7.6).</summary>
    public void ResetAllocations()
    {
        var at = Place();
        Allocations = 0;
        Settle(at);
    }

    /// <summary>All that another client holds is held (1) or released (-1) here, as when a framework joins or leaves a role.</summary>
    internal void Join<TOther>(DrfClient<TOther> other, int sign)
    {
        var at = Place();
        if (_held.Length < other._held.Length)
        {
            Array.Resize(ref _held, other._held.Length);
        }

        for (var i = 0; i < other._held.Length; i++)
        {
            _held[i] += other._held[i] * sign;
        }

        Settle(at);
    }

    internal void Refresh() => Share = pool.DominantShare(_held) / weight;

    private void Change(Resources resources, int sign)
    {
        var at = Place();
        pool.Sum(ref _held, resources, sign);
        Settle(at);
    }

    // The place is found by the old keys, so before they change.
    private int Place() => Sorter?.IndexOf(this) ?? -1;

    private void Settle(int at)
    {
        Refresh();
        Sorter?.Settle(at);
    }
}
