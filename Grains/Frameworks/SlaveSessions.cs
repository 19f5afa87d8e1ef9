using MesosOrleans.Protocol;
using MesosOrleans.Sessions;

namespace MesosOrleans.Frameworks;

/// <summary>
/// Which session of each slave a framework has heard last. What an activation of before says of a slave counts no more; that one may have been cut off, or have stood still.
/// </summary>
internal sealed class SlaveSessions
{
    /// <summary>Of so many slaves that were lost it is remembered: what was under way then comes soon after.</summary>
    private const int LostMax = 1_000;

    private readonly Dictionary<SlaveId, long> _newest = [];
    private readonly Queue<SlaveId> _lost = new();

    /// <summary>False: the slave has registered since, or is no part of the cluster any more.</summary>
    public bool IsNewest(SlaveId slave, Epoch epoch)
    {
        if (_newest.TryGetValue(slave, out var newest) && epoch.Number < newest)
        {
            return false;
        }

        _newest[slave] = epoch.Number;
        return true;
    }

    /// <summary>True: the slave has been heard in a session.</summary>
    public bool Knows(SlaveId slave) => _newest.ContainsKey(slave);

    /// <summary>Nothing that it has said counts; what it says after another registration does.</summary>
    public void Lost(SlaveId slave)
    {
        if (!_newest.TryGetValue(slave, out var newest))
        {
            return;
        }

        _newest[slave] = newest + 1;
        _lost.Enqueue(slave);
        if (_lost.Count > LostMax)
        {
            _newest.Remove(_lost.Dequeue());
        }
    }
}
