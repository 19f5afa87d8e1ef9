using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Allocation;

/// <summary>What frameworks refused, and until when (rule 7.7): an offer of no more than was refused is withheld; more goes out.</summary>
public sealed class OfferFilters
{
    private readonly Dictionary<FrameworkId, Dictionary<SlaveId, List<Filter>>> _filters = [];
    private readonly PriorityQueue<SlaveId, DateTimeOffset> _expiries = new();

    /// <summary>When the next filter runs out; null if there is none.</summary>
    public DateTimeOffset? NextExpiry => _expiries.TryPeek(out _, out var expiry) ? expiry : null;

    public void Add(FrameworkId framework, SlaveId slave, Resources refused, DateTimeOffset until)
    {
        if (!_filters.TryGetValue(framework, out var slaves))
        {
            _filters.Add(framework, slaves = []);
        }

        if (!slaves.TryGetValue(slave, out var filters))
        {
            slaves.Add(slave, filters = []);
        }

        // One that says the same and ends sooner says nothing any more.
        filters.RemoveAll(filter => filter.Until <= until && refused.Contains(filter.Refused));
        filters.Add(new Filter(refused, until));
        _expiries.Enqueue(slave, until);
    }

    public bool Blocks(FrameworkId framework, SlaveId slave, Resources offered, DateTimeOffset now)
    {
        if (!_filters.TryGetValue(framework, out var slaves) || !slaves.TryGetValue(slave, out var filters))
        {
            return false;
        }

        filters.RemoveAll(filter => filter.Until <= now);
        if (filters.Count == 0)
        {
            slaves.Remove(slave);
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

    public void Clear(FrameworkId framework) => _filters.Remove(framework);

    public void Clear(SlaveId slave)
    {
        foreach (var slaves in _filters.Values)
        {
            slaves.Remove(slave);
        }
    }

    /// <summary>A slave of which a filter has run out; each is answered once.</summary>
    public bool TryExpire(DateTimeOffset now, out SlaveId slave)
    {
        slave = default;
        return NextExpiry <= now && _expiries.TryDequeue(out slave, out _);
    }

    private readonly record struct Filter(Resources Refused, DateTimeOffset Until);
}
