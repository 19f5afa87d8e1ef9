using MesosOrleans.Values;
using ValueType = MesosOrleans.Values.ValueType;

namespace MesosOrleans.Allocation;

/// <summary>
/// Orders clients by dominant share (Ghodsi and others, "Dominant Resource Fairness", 2011, section 4; Mesos 0.19 src/master/drf_sorter.cpp): the largest part that a client holds of any
/// scalar resource of the cluster, divided by its weight; then by the number of allocations that it has received; then by name.
/// <para>Kept in order all the time: a change costs one removal and one insertion. A change of the total moves everybody, so it is done when the order is next asked for.</para>
/// </summary>
public sealed class DrfSorter
{
    private readonly Dictionary<string, Client> _clients = new(StringComparer.Ordinal);
    private readonly SortedSet<Client> _order = new(new ByShare());
    private Resources _total = Resources.Empty;
    private bool _stale;

    public int Count => _clients.Count;

    /// <summary>In order of who comes first; not to be changed while it is read.</summary>
    public IEnumerable<string> Order
    {
        get
        {
            Refresh();
            foreach (var client in _order)
            {
                yield return client.Name;
            }
        }
    }

    public void Add(string name, double weight = 1)
    {
        var client = new Client(name, weight);
        _clients.Add(name, client);
        _order.Add(client);
    }

    public void Remove(string name)
    {
        if (_clients.Remove(name, out var client))
        {
            _order.Remove(client);
        }
    }

    public bool Contains(string name) => _clients.ContainsKey(name);

    public double ShareOf(string name)
    {
        Refresh();
        return _clients[name].Share;
    }

    /// <summary>What all clients share.</summary>
    public void SetTotal(Resources total)
    {
        _total = total;
        _stale = true;
    }

    /// <summary>A client received something: a round more, and a larger share.</summary>
    public void Allocated(string name, Resources resources) => Change(name, client =>
    {
        client.Held += resources;
        client.Allocations++;
    });

    /// <summary>What a client holds changed without a new allocation.</summary>
    public void Adjust(string name, Resources minus, Resources plus) => Change(name, client => client.Held = client.Held - minus + plus);

    /// <summary>A client that was away counts its allocations from 0 (rule 7.6).</summary>
    public void ResetCount(string name) => Change(name, client => client.Allocations = 0);

    private void Change(string name, Action<Client> change)
    {
        if (_clients.TryGetValue(name, out var client))
        {
            _order.Remove(client);
            change(client);
            client.Share = Share(client);
            _order.Add(client);
        }
    }

    private void Refresh()
    {
        if (!_stale)
        {
            return;
        }

        _stale = false;
        _order.Clear();
        foreach (var client in _clients.Values)
        {
            client.Share = Share(client);
            _order.Add(client);
        }
    }

    private double Share(Client client)
    {
        var share = 0.0;
        foreach (var entry in client.Held.Entries)
        {
            if (entry.Type == ValueType.Scalar && _total.Milli(entry.Name) is > 0 and var total)
            {
                share = Math.Max(share, entry.Milli / (double)total);
            }
        }

        return share / client.Weight;
    }

    private sealed class Client(string name, double weight)
    {
        public string Name { get; } = name;

        public double Weight { get; } = weight;

        public double Share { get; set; }

        public long Allocations { get; set; }

        public Resources Held { get; set; } = Resources.Empty;
    }

    private sealed class ByShare : IComparer<Client>
    {
        public int Compare(Client? x, Client? y)
        {
            var byShare = x!.Share.CompareTo(y!.Share);
            var byCount = byShare != 0 ? byShare : x.Allocations.CompareTo(y.Allocations);
            return byCount != 0 ? byCount : string.CompareOrdinal(x.Name, y.Name);
        }
    }
}
