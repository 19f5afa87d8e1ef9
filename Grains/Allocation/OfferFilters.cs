using MesosOrleans.Values;

namespace MesosOrleans.Allocation;

/// <summary>
/// What frameworks refused, and until when (rules 7.7, 7.8): an offer of no more than was refused is withheld; more goes out. Found by
/// slave and framework, and by time.
/// <para>A filter that is cleared stays in the queue of expiries until it is due or until half the queue is such; so a framework that
/// refuses for a year and revives in a loop costs no memory.</para>
/// </summary>
internal sealed class OfferFilters
{
    /// <summary>
    /// Of one framework on one slave. Refusals for years that differ a little each time would pile up; the oldest goes, which means
    /// that this much is offered again.
    /// </summary>
    public const int MaxPerPair = 64;

    private const int MinEnded = 64;

    private readonly PriorityQueue<OfferFilter, (long Ticks, long Number)> _expiries = new();
    private long _number;
    private int _ended;

    /// <summary>When the next filter runs out; null if there is none.</summary>
    public DateTimeOffset? NextExpiry
    {
        get
        {
            DropEnded();
            return _expiries.TryPeek(out var filter, out _) ? filter.Until : null;
        }
    }

    public int QueueLength => _expiries.Count;

    public void Add(AllocationFramework framework, AllocationSlave slave, Resources refused, DateTimeOffset until)
    {
        if (!slave.Filters.TryGetValue(framework, out var filters))
        {
            slave.Filters.Add(framework, filters = []);
            framework.RefusedOn.Add(slave);
        }

        // One that says the same and ends sooner says nothing any more.
        for (var i = filters.Count - 1; i >= 0; i--)
        {
            if (filters[i].Until <= until && refused.Contains(filters[i].Refused))
            {
                End(filters[i]);
                filters.RemoveAt(i);
            }
        }

        if (filters.Count == MaxPerPair)
        {
            End(filters[0]);
            filters.RemoveAt(0);
        }

        var filter = new OfferFilter(framework, slave, refused, until, _number++);
        filters.Add(filter);
        _expiries.Enqueue(filter, filter.Due);
        Compact();
    }

    /// <summary>Holds at the time of the last <see cref="TryExpire"/> that answered false.</summary>
    public static bool Blocks(AllocationFramework framework, AllocationSlave slave, Resources offered)
    {
        if (slave.Filters.Count == 0 || !slave.Filters.TryGetValue(framework, out var filters))
        {
            return false;
        }

        foreach (var filter in filters)
        {
            if (filter.Refused.Contains(offered))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Ends all of a framework.</summary>
    /// <param name="framework">Whose.</param>
    /// <param name="freed">Told each slave that had one.</param>
    public void Clear(AllocationFramework framework, Action<AllocationSlave> freed)
    {
        foreach (var slave in framework.RefusedOn)
        {
            slave.Filters.Remove(framework, out var filters);
            EndAll(filters!);
            freed(slave);
        }

        framework.RefusedOn.Clear();
        Compact();
    }

    /// <summary>Ends all on a slave.</summary>
    public void Clear(AllocationSlave slave)
    {
        foreach (var (framework, filters) in slave.Filters)
        {
            framework.RefusedOn.Remove(slave);
            EndAll(filters);
        }

        slave.Filters.Clear();
        Compact();
    }

    /// <summary>Ends one filter that has run out by <paramref name="now"/>, the eldest first; false if there is none.</summary>
    public bool TryExpire(DateTimeOffset now, out AllocationSlave slave)
    {
        slave = null!;
        if (!(NextExpiry <= now))
        {
            return false;
        }

        var filter = _expiries.Dequeue();
        filter.Ended = true;
        slave = filter.Slave;
        var filters = slave.Filters[filter.Framework];
        filters.Remove(filter);
        if (filters.Count == 0)
        {
            slave.Filters.Remove(filter.Framework);
            filter.Framework.RefusedOn.Remove(slave);
        }

        return true;
    }

    private void EndAll(List<OfferFilter> filters)
    {
        foreach (var filter in filters)
        {
            End(filter);
        }
    }

    private void End(OfferFilter filter)
    {
        filter.Ended = true;
        _ended++;
    }

    private void DropEnded()
    {
        while (_ended > 0 && _expiries.TryPeek(out var filter, out _) && filter.Ended)
        {
            _expiries.Dequeue();
            _ended--;
        }
    }

    private void Compact()
    {
        if (_ended <= MinEnded || _ended * 2 <= _expiries.Count)
        {
            return;
        }

        var kept = new List<(OfferFilter, (long, long))>(_expiries.Count - _ended);
        foreach (var (filter, due) in _expiries.UnorderedItems)
        {
            if (!filter.Ended)
            {
                kept.Add((filter, due));
            }
        }

        _expiries.Clear();
        _expiries.EnqueueRange(kept);
        _ended = 0;
    }
}
