using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Allocation;

/// <summary>
/// Decides whom to offer what (Mesos 0.19 src/master/hierarchical_allocator_process.hpp): roles in the order of their weighted dominant shares, in each role its frameworks in the order of theirs.
/// A framework is offered all that is available on a slave to everybody and to its role, unless it refused that (<see cref="OfferFilters"/>) or it is too little to be of use.
/// <para>Only slaves about which something changed are looked at: the cost of an allocation follows the change, not the cluster. A slave with a proposal on its way waits for its ledger's word.</para>
/// <para>Deviations: shares are computed anew after each slave that is given, so that one framework cannot get them all (rule 7.2); within a role, too, they are parts of the whole cluster, as in
/// the paper, not of what the role holds at the moment (7.5), so that they do not change with what others get; what a framework holds of its role's reserved resources counts neither when it comes nor
/// when it goes (7.4).</para>
/// <para>Not safe for several threads; takes the time as an argument.</para>
/// </summary>
public sealed class HierarchicalAllocator
{
    private readonly AllocatorSettings _settings;
    private readonly DrfSorter _roles = new();
    private readonly Dictionary<string, DrfSorter> _frameworksOf = new(StringComparer.Ordinal);
    private readonly Dictionary<FrameworkId, FrameworkEntry> _frameworks = [];
    private readonly Dictionary<SlaveId, SlaveEntry> _slaves = [];
    private readonly Queue<SlaveEntry> _dirty = new();
    private readonly OfferFilters _filters = new();
    private Resources _total = Resources.Empty;

    public HierarchicalAllocator(AllocatorSettings settings)
    {
        _settings = settings;
        foreach (var (role, weight) in settings.Roles)
        {
            _roles.Add(role, weight);
            _frameworksOf.Add(role, new DrfSorter());
        }
    }

    /// <summary>When time alone makes another allocation worth while; null: never.</summary>
    public DateTimeOffset? NextWake => _filters.NextExpiry;

    /// <summary>A framework comes, goes away for a while (which clears its filters), or returns. Its role must be one of the settings'.</summary>
    public void SetFramework(FrameworkId id, string role, bool active, bool checkpoint)
    {
        if (!_frameworks.TryGetValue(id, out var framework))
        {
            _frameworks.Add(id, framework = new FrameworkEntry(id, role, checkpoint));
        }

        if (framework.Active == active)
        {
            return;
        }

        framework.Active = active;
        if (active)
        {
            var sorter = _frameworksOf[framework.Role];
            sorter.Add(id.Value);
            sorter.SetTotal(_total);
            sorter.Adjust(id.Value, Resources.Empty, framework.Held);
            MarkAll();
        }
        else
        {
            _filters.Clear(id);
            _frameworksOf[framework.Role].Remove(id.Value);
        }
    }

    /// <summary>A framework has ended. What it holds comes back with the ledgers.</summary>
    public void RemoveFramework(FrameworkId id)
    {
        if (_frameworks.Remove(id, out var framework))
        {
            _filters.Clear(id);
            _frameworksOf[framework.Role].Remove(id.Value);
            _roles.Adjust(framework.Role, framework.Held, Resources.Empty);
        }
    }

    /// <summary>Replaces what was known of a slave.</summary>
    public void SetSlave(SlaveLedgerView view)
    {
        if (!_slaves.TryGetValue(view.SlaveId, out var slave))
        {
            _slaves.Add(view.SlaveId, slave = new SlaveEntry(view));
            SetTotal(_total + Countable(view.Total));
        }
        else
        {
            if (!slave.View.Total.Equals(view.Total))
            {
                SetTotal(_total - Countable(slave.View.Total) + Countable(view.Total));
            }

            Account(slave.View, -1);
        }

        // What was proposed is in the ledger now, or was refused by it.
        foreach (var (framework, resources) in slave.Proposed)
        {
            Move(framework, resources, Resources.Empty);
        }

        slave.Proposed.Clear();
        slave.View = view;
        slave.Available = view.Total;
        foreach (var share in view.Shares)
        {
            slave.Available -= share.Resources;
        }

        Account(view, 1);
        Mark(slave);
    }

    public void RemoveSlave(SlaveId id)
    {
        if (_slaves.Remove(id, out var slave))
        {
            Account(slave.View, -1);
            foreach (var (framework, resources) in slave.Proposed)
            {
                Move(framework, resources, Resources.Empty);
            }

            slave.Removed = true;
            _filters.Clear(id);
            SetTotal(_total - Countable(slave.View.Total));
        }
    }

    /// <summary>A framework does not want these of a slave for a while (rule 7.7).</summary>
    public void Refuse(FrameworkId id, SlaveId slave, Resources refused, double refuseSeconds, DateTimeOffset now)
    {
        if (!_frameworks.TryGetValue(id, out var framework) || !framework.Active)
        {
            return;
        }

        var length = refuseSeconds == 0 ? _settings.AllocationInterval
            : refuseSeconds > 0 && refuseSeconds < long.MaxValue / 1e9 ? TimeSpan.FromSeconds(refuseSeconds)
            : AllocatorSettings.DefaultRefusal;
        var until = length < DateTimeOffset.MaxValue - now ? now + length : DateTimeOffset.MaxValue;
        _filters.Add(id, slave, refused, until);
    }

    /// <summary>A framework wants everything again (rule 7.8).</summary>
    public void Revive(FrameworkId id)
    {
        _filters.Clear(id);
        MarkAll();
    }

    /// <summary>What to offer now. Each proposal stands until the slave's ledger is set again.</summary>
    public IReadOnlyList<OfferProposal> Allocate(DateTimeOffset now)
    {
        while (_filters.TryExpire(now, out var expired))
        {
            if (_slaves.TryGetValue(expired, out var slave))
            {
                Mark(slave);
            }
        }

        var proposals = new List<OfferProposal>();
        while (_dirty.TryDequeue(out var slave))
        {
            slave.Dirty = false;
            if (slave.Removed || !slave.View.Active || slave.Proposed.Count > 0)
            {
                continue;
            }

            while (Next(slave, now) is { } proposal)
            {
                Give(slave, proposal);
                proposals.Add(proposal);
            }
        }

        return proposals;
    }

    private OfferProposal? Next(SlaveEntry slave, DateTimeOffset now)
    {
        var unreserved = slave.Available.Unreserved;
        foreach (var role in _roles.Order)
        {
            var candidate = role == "*" ? unreserved : unreserved + slave.Available.ForRole(role);
            if (_frameworksOf[role].Count == 0 || !IsOfUse(candidate))
            {
                continue;
            }

            foreach (var name in _frameworksOf[role].Order)
            {
                var framework = _frameworks[new FrameworkId(name)];
                if ((!framework.Checkpoint || slave.View.Checkpoint)
                    && !_filters.Blocks(framework.Id, slave.View.SlaveId, candidate, now))
                {
                    return new OfferProposal(slave.View.SlaveId, framework.Id, candidate);
                }
            }
        }

        return null;
    }

    private static bool IsOfUse(Resources resources) =>
        resources.Milli("cpus") >= AllocatorSettings.MinCpusMilli
        && resources.Milli("mem") / 1000 * 1000 > AllocatorSettings.MinMemMilli;

    private void Give(SlaveEntry slave, OfferProposal proposal)
    {
        slave.Available -= proposal.Resources;
        slave.Proposed.Add((proposal.FrameworkId, proposal.Resources));
        var framework = _frameworks[proposal.FrameworkId];
        var counted = Countable(proposal.Resources);
        framework.Held += counted;
        _frameworksOf[framework.Role].Allocated(framework.Id.Value, counted);
        _roles.Allocated(framework.Role, counted);
    }

    private void Account(SlaveLedgerView view, int sign)
    {
        foreach (var share in view.Shares)
        {
            Move(share.FrameworkId, sign < 0 ? share.Resources : Resources.Empty, sign < 0 ? Resources.Empty : share.Resources);
        }
    }

    private void Move(FrameworkId id, Resources minus, Resources plus)
    {
        if (_frameworks.TryGetValue(id, out var framework))
        {
            (minus, plus) = (Countable(minus), Countable(plus));
            framework.Held = framework.Held - minus + plus;
            _frameworksOf[framework.Role].Adjust(id.Value, minus, plus);
            _roles.Adjust(framework.Role, minus, plus);
        }
    }

    private static Resources Countable(Resources resources) => resources.Unreserved;

    private void SetTotal(Resources total)
    {
        _total = total;
        _roles.SetTotal(total);
        foreach (var sorter in _frameworksOf.Values)
        {
            sorter.SetTotal(total);
        }
    }

    private void MarkAll()
    {
        foreach (var slave in _slaves.Values)
        {
            Mark(slave);
        }
    }

    private void Mark(SlaveEntry slave)
    {
        if (!slave.Dirty)
        {
            slave.Dirty = true;
            _dirty.Enqueue(slave);
        }
    }

    private sealed class FrameworkEntry(FrameworkId id, string role, bool checkpoint)
    {
        public FrameworkId Id { get; } = id;

        public string Role { get; } = role;

        public bool Checkpoint { get; } = checkpoint;

        public bool Active { get; set; }

        /// <summary>On all slaves, with what is proposed.</summary>
        public Resources Held { get; set; } = Resources.Empty;
    }

    private sealed class SlaveEntry(SlaveLedgerView view)
    {
        public SlaveLedgerView View { get; set; } = view;

        public Resources Available { get; set; } = Resources.Empty;

        /// <summary>On its way to the slave's ledger.</summary>
        public List<(FrameworkId Framework, Resources Resources)> Proposed { get; } = [];

        public bool Dirty { get; set; }

        public bool Removed { get; set; }
    }
}
