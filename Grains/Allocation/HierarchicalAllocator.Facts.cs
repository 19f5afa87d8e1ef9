using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Allocation;

// What the allocator is told, and the accounts that follow from it.
public sealed partial class HierarchicalAllocator
{
    /// <summary>
    /// A framework comes, goes away for a while (which clears its filters), or returns; repeating it is harmless. One whose role is none
    /// of the settings' is offered nothing: its subscription was granted before the operator took the role away, and its tasks go on.
    /// </summary>
    public void SetFramework(FrameworkId id, string role, bool active, bool checkpoint)
    {
        var framework = Know(id);
        var newRole = _roles.GetValueOrDefault(role);
        var wasActive = framework.Active;
        if (wasActive && (!active || framework.Role != newRole))
        {
            Deactivate(framework);
        }

        if (framework.Role != newRole)
        {
            framework.MoveTo(newRole);
        }

        var wanted = active && newRole is not null;
        var news = wanted && (!framework.Active || (framework.Checkpoint && !checkpoint));
        framework.Checkpoint = checkpoint;
        if (wanted && !framework.Active)
        {
            framework.Activate();
        }

        if (news)
        {
            MarkAll();
        }
    }

    /// <summary>A framework has ended. What it holds comes back with the ledgers.</summary>
    public void RemoveFramework(FrameworkId id)
    {
        if (_frameworks.TryGetValue(id, out var framework))
        {
            Deactivate(framework);
            framework.MoveTo(null);
            Forget(framework);
        }
    }

    /// <summary>
    /// Replaces what was known of a slave, and of the proposals made for it: they are in the ledger now, or were refused by it.
    /// </summary>
    public void SetSlave(SlaveLedgerView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (!_slaves.TryGetValue(view.SlaveId, out var slave))
        {
            _slaves.Add(view.SlaveId, slave = new AllocationSlave(view.SlaveId) { Index = _slaveList.Count });
            _slaveList.Add(slave);
        }

        SetTotal(slave, view.Total);
        slave.Active = view.Active;
        slave.Checkpoint = view.Checkpoint;
        slave.Hostname = view.Hostname;
        slave.Allowed = _whitelist.Allows(view.Hostname);
        var before = slave.Held.Count;
        var available = view.Total;
        foreach (var (id, resources) in view.Shares)
        {
            var framework = Know(id);
            framework.Hold(resources);
            slave.Held.Add((framework, resources));
            available -= resources;
        }

        // After the new entries are counted, so that who stays is never forgotten in between.
        ReleaseAll(slave.Proposed, slave.Proposed.Count);
        ReleaseAll(slave.Held, before);
        slave.SetAvailable(available);
        Mark(slave);
    }

    /// <summary>Another list of slaves that may be offered. Offers that stand are left alone.</summary>
    public void SetWhitelist(Whitelist whitelist)
    {
        ArgumentNullException.ThrowIfNull(whitelist);
        _whitelist = whitelist;
        foreach (var slave in _slaveList)
        {
            var before = slave.Allowed;
            slave.Allowed = whitelist.Allows(slave.Hostname);
            if (slave.Allowed && !before)
            {
                Mark(slave);
            }
        }
    }

    /// <summary>A slave has left, with all that was held on it.</summary>
    public void RemoveSlave(SlaveId id)
    {
        if (_slaves.Remove(id, out var slave))
        {
            slave.Removed = true;
            _filters.Clear(slave);
            ReleaseAll(slave.Proposed, slave.Proposed.Count);
            ReleaseAll(slave.Held, slave.Held.Count);
            SetTotal(slave, Resources.Empty);
            var last = _slaveList[^1];
            _slaveList[slave.Index] = last;
            last.Index = slave.Index;
            _slaveList.RemoveAt(_slaveList.Count - 1);
        }
    }

    /// <summary>
    /// A framework does not want these of a slave for a while (rule 7.7). Says nothing if the framework is away, or the slave unknown.
    /// </summary>
    public void Refuse(FrameworkId id, SlaveId slave, Resources refused, double refuseSeconds, DateTimeOffset now)
    {
        if (_frameworks.TryGetValue(id, out var framework) && framework.Active && _slaves.TryGetValue(slave, out var known))
        {
            var length = _settings.RefusalLength(refuseSeconds);
            _filters.Add(framework, known, refused, length < DateTimeOffset.MaxValue - now ? now + length : DateTimeOffset.MaxValue);
        }
    }

    /// <summary>A framework wants everything again (rule 7.8).</summary>
    public void Revive(FrameworkId id)
    {
        if (_frameworks.TryGetValue(id, out var framework))
        {
            _filters.Clear(framework, _mark);
        }
    }

    private AllocationFramework Know(FrameworkId id)
    {
        if (!_frameworks.TryGetValue(id, out var framework))
        {
            _frameworks.Add(id, framework = new AllocationFramework(id, _pool));
        }

        return framework;
    }

    private void Deactivate(AllocationFramework framework)
    {
        if (framework.Active)
        {
            _filters.Clear(framework, static _ => { });
            framework.Deactivate();
        }
    }

    /// <summary>The account of a framework that has no role is kept as long as a ledger names it.</summary>
    private void Forget(AllocationFramework framework)
    {
        if (framework.Mentions == 0 && framework.Role is null)
        {
            _frameworks.Remove(framework.Id);
        }
    }

    private void ReleaseAll(List<(AllocationFramework Framework, Resources Resources)> entries, int count)
    {
        for (var i = 0; i < count; i++)
        {
            entries[i].Framework.Release(entries[i].Resources);
            Forget(entries[i].Framework);
        }

        entries.RemoveRange(0, count);
    }

    private void SetTotal(AllocationSlave slave, Resources total)
    {
        if (!slave.Total.Equals(total))
        {
            _pool.Subtract(slave.Total);
            _pool.Add(total);
            slave.Total = total;
        }
    }
}
