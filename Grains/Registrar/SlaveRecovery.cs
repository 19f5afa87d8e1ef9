using MesosOrleans.Protocol;

namespace MesosOrleans.Registrar;

/// <summary>What is to be done about the slaves that are waited for.</summary>
public abstract record RecoveryVerdict
{
    private RecoveryVerdict()
    {
    }

    /// <summary>Nobody is late.</summary>
    public sealed record Wait : RecoveryVerdict
    {
        public static readonly Wait On = new();
    }

    /// <summary>These did not come back in time; they are not waited for any more.</summary>
    public sealed record Remove(IReadOnlyList<SlaveId> Slaves) : RecoveryVerdict;

    /// <summary>So many did not come back that the fault is probably not theirs: nothing is removed.</summary>
    public sealed record Refuse(int Late, int Total) : RecoveryVerdict;
}

/// <summary>
/// Which admitted slaves have no session, and until when they may come back (Mesos 0.19 src/master/master.cpp:798-890).
///
/// A recovery waits for all that have no session: after the registrar's own (a new leader in Mesos), and again when a silo is lost, which is a part of the master here. Each begins the time
/// anew for all that are waited for; deadlines are not stored, as in Mesos, because the time without a master is not the slaves' to answer for. When it is over, those that are not back are
/// late; if they are more than the limit's share of the registry as it was read then, the verdict is to refuse.
///
/// A single slave without a session (admitted but never registered, or its grain was lost alone) has the same time, and counts in no share.
/// </summary>
public sealed class SlaveRecovery(TimeSpan timeout, decimal limitPercent)
{
    private readonly HashSet<SlaveId> _recovered = [];
    private readonly Dictionary<SlaveId, DateTimeOffset> _single = [];

    // Every one waits equally long, so the first in is the first due. Who came back since is passed over.
    private readonly Queue<(SlaveId Slave, DateTimeOffset Deadline)> _order = new();
    private DateTimeOffset _deadline;
    private int _total;

    /// <summary>How many are waited for.</summary>
    public int Count => _recovered.Count + _single.Count;

    /// <summary>Waits for all these, and for all that were waited for before, from now on.</summary>
    /// <param name="slaves">Admitted, without a session as far as it is known.</param>
    /// <param name="total">Slaves in the registry.</param>
    /// <param name="now">When the registry was read.</param>
    public void Begin(IEnumerable<SlaveId> slaves, int total, DateTimeOffset now)
    {
        _recovered.UnionWith(slaves);
        _recovered.UnionWith(_single.Keys);
        _single.Clear();
        _order.Clear();
        (_total, _deadline) = (total, now + timeout);
    }

    /// <summary>Waits for one slave, unless it is waited for already.</summary>
    public void Await(SlaveId slave, DateTimeOffset now)
    {
        if (!_recovered.Contains(slave) && _single.TryAdd(slave, now + timeout))
        {
            _order.Enqueue((slave, now + timeout));
        }
    }

    /// <summary>It has a session, or is no part of the cluster any more.</summary>
    public void Back(SlaveId slave)
    {
        if (!_recovered.Remove(slave))
        {
            _single.Remove(slave);
        }
    }

    /// <summary>Whose time is over? Who is named is not waited for any more; after a refusal nothing has changed.</summary>
    public RecoveryVerdict Judge(DateTimeOffset now)
    {
        var recoveredAreLate = _recovered.Count > 0 && now >= _deadline;
        if (recoveredAreLate && _recovered.Count * 100m > limitPercent * _total)
        {
            return new RecoveryVerdict.Refuse(_recovered.Count, _total);
        }

        var late = new List<SlaveId>();
        if (recoveredAreLate)
        {
            late.AddRange(_recovered);
            _recovered.Clear();
        }

        while (_order.TryPeek(out var first) && now >= first.Deadline)
        {
            _order.Dequeue();
            if (_single.TryGetValue(first.Slave, out var deadline) && deadline == first.Deadline)
            {
                _single.Remove(first.Slave);
                late.Add(first.Slave);
            }
        }

        return late.Count == 0 ? RecoveryVerdict.Wait.On : new RecoveryVerdict.Remove(late);
    }
}
