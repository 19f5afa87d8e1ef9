using MesosOrleans.Protocol;

namespace MesosOrleans.Allocation;

/// <summary>
/// Decides whom to offer what (Mesos 0.19 <c>src/master/hierarchical_allocator_process.hpp</c>; Ghodsi and others, "Dominant Resource
/// Fairness", NSDI 2011): roles in the order of their weighted dominant shares, in each role its frameworks in the order of theirs. A
/// framework is offered all that is available on a slave to everybody and to its role, unless it refused that (<see
/// cref="OfferFilters"/>), it is too little to be of use (rule 7.3), or the framework checkpoints and the slave does not (7.9). Slaves that the
/// whitelist does not have are offered to nobody (7.10).
/// <para>It proposes, the slave's ledger decides (design, invariant 4). What is proposed counts as held from then on, and the slave is
/// left alone until <see cref="SetSlave"/> brings its ledger's word. A ledger written before the proposal arrived does not know of it:
/// then the same is proposed again, and the ledger refuses the second.</para>
/// <para>What makes it cheap: a slave that was looked at and has something left has nothing that anybody would take, and that stays so
/// until its ledger changes, a filter on it ends, or a framework becomes active. So only slaves of which one of these is true are looked
/// at, in the order in which it became true: the cost of an allocation follows the change, not the cluster. A change of a ledger costs the
/// entries of that ledger; of the totals, one sort of the clients when the order is next read.</para>
/// <para>Deviations. Shares are computed anew after each slave that is given, so that one framework cannot get them all (7.2). It runs at
/// each change, not each second (7.1). Within a role, too, shares are parts of the whole cluster, as in the paper, not of what the role
/// holds at the moment (7.5), so that they do not move with what others get. Reserved resources count in no share and in no total, neither
/// when they come nor when they go (7.4, 7.5). A refusal with 0 s holds for the allocation interval (7.7).</para>
/// <para>The same history gives the same proposals on every machine. Not safe for several threads; takes the time as an argument.</para>
/// </summary>
public sealed partial class HierarchicalAllocator
{
    private readonly AllocatorSettings _settings;
    private readonly DrfPool _pool = new();
    private readonly DrfSorter<AllocationRole> _order;
    private readonly Dictionary<string, AllocationRole> _roles = new(StringComparer.Ordinal);
    private readonly Dictionary<FrameworkId, AllocationFramework> _frameworks = [];
    private readonly Dictionary<SlaveId, AllocationSlave> _slaves = [];
    private readonly List<AllocationSlave> _slaveList = [];
    private readonly Queue<AllocationSlave> _dirty = new();
    private readonly OfferFilters _filters = new();
    private readonly Action<AllocationSlave> _mark;
    private Whitelist _whitelist = Whitelist.Everybody;

    public HierarchicalAllocator(AllocatorSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        _mark = Mark;
        _order = new DrfSorter<AllocationRole>(_pool);
        foreach (var (name, weight) in settings.Roles)
        {
            if (!(weight > 0 && double.IsFinite(weight)))
            {
                throw new ArgumentException(
                    $"The role '{name}' has the weight {weight}: expected a finite number above 0.", nameof(settings));
            }

            var role = new AllocationRole(_pool, name, weight);
            _roles.Add(name, role);
            _order.Add(role.Client);
        }
    }

    /// <summary>When time alone makes another allocation worth while; null: never.</summary>
    public DateTimeOffset? NextWake => _filters.NextExpiry;

    /// <summary>Frameworks that are known or that a ledger still names.</summary>
    internal int AccountCount => _frameworks.Count;

    /// <summary>What to offer now, the proposals of one slave side by side. Each stands until the slave's ledger is set again.</summary>
    public IReadOnlyList<OfferProposal> Allocate(DateTimeOffset now)
    {
        while (_filters.TryExpire(now, out var freed))
        {
            Mark(freed);
        }

        if (_dirty.Count == 0)
        {
            return [];
        }

        var proposals = new List<OfferProposal>();
        while (_dirty.TryDequeue(out var slave))
        {
            slave.Dirty = false;
            if (slave.IsOpen)
            {
                while (Choose(slave) is { } proposal)
                {
                    proposals.Add(proposal);
                }
            }
        }

        return proposals;
    }

    /// <summary>
    /// Gives all that one framework may have of the slave to the first that does not refuse it; null if nobody is left. The order has
    /// changed then, so the next choice begins anew.
    /// </summary>
    private OfferProposal? Choose(AllocationSlave slave)
    {
        foreach (var role in _order.Order)
        {
            var frameworks = role.Item.Frameworks.Order;
            if (frameworks.IsEmpty)
            {
                continue;
            }

            var candidate = slave.CandidateOf(role.Name);
            if (!AllocationSlave.IsOfUse(candidate))
            {
                continue;
            }

            foreach (var client in frameworks)
            {
                var framework = client.Item;
                if ((!framework.Checkpoint || slave.Checkpoint) && !OfferFilters.Blocks(framework, slave, candidate))
                {
                    slave.Propose(framework, candidate);
                    framework.Allocate(candidate);
                    return new OfferProposal(slave.Id, framework.Id, candidate);
                }
            }
        }

        return null;
    }

    private void MarkAll()
    {
        foreach (var slave in _slaveList)
        {
            Mark(slave);
        }
    }

    private void Mark(AllocationSlave slave)
    {
        if (!slave.Dirty && slave.IsOpen)
        {
            slave.Dirty = true;
            _dirty.Enqueue(slave);
        }
    }
}
