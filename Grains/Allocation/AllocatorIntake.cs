using MesosOrleans.Protocol;

namespace MesosOrleans.Allocation;

/// <summary>
/// Which of the reports that reach the allocator count: of a ledger the newest of each activation, of a framework's refusals those that no revive has overtaken. What is late, or comes twice, changes nothing.
/// </summary>
/// <param name="allocator">Told what counts.</param>
/// <param name="roles">Those that there are.</param>
public sealed class AllocatorIntake(HierarchicalAllocator allocator, IReadOnlyDictionary<string, double> roles)
{
    /// <summary>So many frameworks that have ended are remembered: a report that was under way at the end of one comes soon after it.</summary>
    private const int EndedMax = 10_000;

    private readonly HashSet<FrameworkId> _ended = [];
    private readonly Queue<FrameworkId> _endedOrder = new();
    private readonly Dictionary<SlaveId, (Guid Activation, long Version)> _versions = [];
    private readonly Dictionary<FrameworkId, long> _revives = [];
    private readonly Dictionary<FrameworkId, long> _epochs = [];

    /// <summary>
    /// A slave's ledger. True: another activation of its grain has spoken before. While silos lose each other, two can speak for one slave, and what was heard last may be the word of the one that counts no more:
    /// the slave is to be asked again in a while.
    /// </summary>
    public bool Take(LedgerReport report, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(report);
        var isKnown = _versions.TryGetValue(report.SlaveId, out var seen);
        if (isKnown && seen.Activation == report.Activation && seen.Version >= report.Version)
        {
            return false;
        }

        _versions[report.SlaveId] = (report.Activation, report.Version);
        allocator.SetSlave(new SlaveLedgerView(report.SlaveId, report.Active, report.Checkpoint, report.Total, report.Shares, report.Hostname));
        foreach (var refusal in report.Refusals)
        {
            if (refusal.Revives >= _revives.GetValueOrDefault(refusal.FrameworkId))
            {
                allocator.Refuse(refusal.FrameworkId, report.SlaveId, refusal.Resources, refusal.RefuseSeconds, now);
            }
        }

        return isKnown && seen.Activation != report.Activation;
    }

    /// <summary>A framework. False: its role is not there, since it was taken out of <c>--roles</c> while the framework was away; it is refused when it subscribes.</summary>
    public bool Take(FrameworkReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (!roles.ContainsKey(report.Role))
        {
            return false;
        }

        if (_ended.Contains(report.FrameworkId) || report.Epoch < _epochs.GetValueOrDefault(report.FrameworkId))
        {
            return true;
        }

        _epochs[report.FrameworkId] = report.Epoch;
        allocator.SetFramework(report.FrameworkId, report.Role, report.Active, report.Checkpoint);
        if (report.Revives > _revives.GetValueOrDefault(report.FrameworkId))
        {
            _revives[report.FrameworkId] = report.Revives;
            allocator.Revive(report.FrameworkId);
        }

        return true;
    }

    /// <summary>True if a ledger of the slave was taken, and it was not removed since.</summary>
    public bool Knows(SlaveId slave) => _versions.ContainsKey(slave);

    /// <summary>It was removed.</summary>
    public void RemoveSlave(SlaveId slave)
    {
        _versions.Remove(slave);
        allocator.RemoveSlave(slave);
    }

    /// <summary>It has ended, for ever: it would be offered what it refuses without end if a late report brought it back.</summary>
    public void RemoveFramework(FrameworkId framework)
    {
        if (_ended.Add(framework))
        {
            _endedOrder.Enqueue(framework);
        }

        if (_endedOrder.Count > EndedMax)
        {
            _ended.Remove(_endedOrder.Dequeue());
        }

        _revives.Remove(framework);
        _epochs.Remove(framework);
        allocator.RemoveFramework(framework);
    }
}
