namespace MesosOrleans.Allocation;

/// <summary>
/// Orders clients by dominant share (Ghodsi and others, "Dominant Resource Fairness", NSDI 2011, section 4; Mesos 0.19
/// <c>src/master/drf_sorter.cpp</c>): the largest part that a client holds of any scalar of the pool, divided by its weight; then by the
/// number of allocations that it was given; then by name. Names are unique, so the order is total and the same on every machine.
/// <para>Kept in order all the time, in one array: a change costs two binary searches and one move of memory, and reading the order costs
/// nothing. A change of the pool's totals moves everybody, so it is done when the order is next asked for.</para>
/// </summary>
public sealed class DrfSorter<T>(DrfPool pool)
{
    private static readonly Comparison<DrfClient<T>> ByShare = Compare;

    private DrfClient<T>[] _order = [];
    private long _version = pool.Version;

    public int Count { get; private set; }

    /// <summary>Who comes first; good until the next change of a client or of the pool.</summary>
    public ReadOnlySpan<DrfClient<T>> Order
    {
        get
        {
            Refresh();
            return _order.AsSpan(0, Count);
        }
    }

    public void Add(DrfClient<T> client)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (client.Sorter is not null)
        {
            throw new InvalidOperationException($"The client {client.Name} is in a sorter already.");
        }

        if (Count == _order.Length)
        {
            Array.Resize(ref _order, Math.Max(4, Count * 2));
        }

        client.Refresh();
        client.Sorter = this;
        _order[Count++] = client;
        Settle(Count - 1);
    }

    public void Remove(DrfClient<T> client)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (client.Sorter != this)
        {
            throw new InvalidOperationException($"The client {client.Name} is not in this sorter.");
        }

        var at = IndexOf(client);
        Array.Copy(_order, at + 1, _order, at, Count - at - 1);
        _order[--Count] = null!;
        client.Sorter = null;
    }

    internal int IndexOf(DrfClient<T> client)
    {
        var at = PlaceOf(client, 0, Count);
        return at < Count && ReferenceEquals(_order[at], client)
            ? at
            : throw new InvalidOperationException(
                $"The order lost {client.Name} with share {client.Share} and {client.Allocations} allocations.");
    }

    /// <summary>The client at <paramref name="at"/> has new keys; the others stand in order.</summary>
    internal void Settle(int at)
    {
        var client = _order[at];
        if (at > 0 && Compare(client, _order[at - 1]) < 0)
        {
            var place = PlaceOf(client, 0, at);
            Array.Copy(_order, place, _order, place + 1, at - place);
            _order[place] = client;
        }
        else if (at + 1 < Count && Compare(client, _order[at + 1]) > 0)
        {
            var place = PlaceOf(client, at + 1, Count) - 1;
            Array.Copy(_order, at + 1, _order, at, place - at);
            _order[place] = client;
        }
    }

    private void Refresh()
    {
        if (_version == pool.Version)
        {
            return;
        }

        _version = pool.Version;
        var clients = _order.AsSpan(0, Count);
        foreach (var client in clients)
        {
            client.Refresh();
        }

        clients.Sort(ByShare);
    }

    /// <summary>The first place within [from, to) whose client does not come before this one.</summary>
    private int PlaceOf(DrfClient<T> client, int from, int to)
    {
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (Compare(_order[middle], client) < 0)
            {
                from = middle + 1;
            }
            else
            {
                to = middle;
            }
        }

        return from;
    }

    private static int Compare(DrfClient<T> x, DrfClient<T> y)
    {
        var byShare = x.Share.CompareTo(y.Share);
        var byCount = byShare != 0 ? byShare : x.Allocations.CompareTo(y.Allocations);
        return byCount != 0 ? byCount : string.CompareOrdinal(x.Name, y.Name);
    }
}
