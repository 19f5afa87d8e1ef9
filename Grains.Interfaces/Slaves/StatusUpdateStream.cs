using MesosOrleans.Protocol;

namespace MesosOrleans.Slaves;

/// <summary>
/// The updates of one task on their way to its framework (semantics, section 12; Mesos 0.19 <c>src/slave/status_update_manager.cpp</c>). They stay in order until they are acknowledged; the oldest one is sent
/// again, after 10 s, then after twice as long each time, at most after 10 minutes.
/// <para>Deviation: the others do not wait for the acknowledgement of those before them. The channel to the masters keeps their order, and an acknowledgement covers what came before it, so that costs nothing and
/// spares a round trip through the scheduler for each.</para>
/// Not safe for several threads.
/// </summary>
public sealed class StatusUpdateStream
{
    /// <summary>Until the first repetition.</summary>
    public static readonly TimeSpan RetryMin = TimeSpan.FromSeconds(10);

    /// <summary>Between repetitions at most.</summary>
    public static readonly TimeSpan RetryMax = TimeSpan.FromMinutes(10);

    private readonly Queue<StatusUpdate> _pending = new();
    private TimeSpan _pause = RetryMin;
    private DateTimeOffset? _due;

    /// <summary>Not acknowledged, oldest first.</summary>
    public IReadOnlyCollection<StatusUpdate> Pending => _pending;

    /// <summary>Adds an update that is not here.</summary>
    public void Add(StatusUpdate update) => _pending.Enqueue(update);

    /// <summary>The framework has an update, and so those before it. False: it is not here, be it that it was acknowledged before or never was one of this task.</summary>
    public bool Acknowledge(Guid uuid)
    {
        var isHere = false;
        foreach (var update in _pending)
        {
            isHere |= update.Uuid == uuid;
        }

        if (!isHere)
        {
            return false;
        }

        while (_pending.Dequeue().Uuid != uuid)
        {
        }

        Restart();
        return true;
    }

    /// <summary>What was sent may have been lost: the oldest is due again as if it had just been sent.</summary>
    public void Restart() => (_pause, _due) = (RetryMin, null);

    /// <summary>The oldest update if it is to be sent again now; null otherwise. To be asked every few seconds: a pause begins when it is asked first.</summary>
    public StatusUpdate? Retry(DateTimeOffset now)
    {
        if (!_pending.TryPeek(out var oldest))
        {
            return null;
        }

        if (_due is not { } due)
        {
            _due = now + _pause;
            return null;
        }

        if (now < due)
        {
            return null;
        }

        _pause = _pause * 2 < RetryMax ? _pause * 2 : RetryMax;
        _due = now + _pause;
        return oldest;
    }
}
