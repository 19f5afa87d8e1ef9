using MesosOrleans.Protocol;

namespace MesosOrleans.Slaves;

/// <summary>When offers that nobody answers are withdrawn (<c>--offer_timeout</c>, as later versions of Mesos have it; 0.19 has no expiry, rule 7.13). All wait equally long, so they are due in their order.</summary>
/// <param name="timeout">Null: never.</param>
public sealed class OfferDeadlines(TimeSpan? timeout)
{
    private readonly Queue<(OfferId Id, DateTimeOffset Due)> _waiting = new();

    /// <summary>When the next one is due; null: none is. It may be answered by now.</summary>
    public DateTimeOffset? Next => _waiting.TryPeek(out var first) ? first.Due : null;

    /// <summary>An offer was made.</summary>
    public void Made(OfferId id, DateTimeOffset now)
    {
        if (timeout is { } length)
        {
            _waiting.Enqueue((id, now + length));
        }
    }

    /// <summary>Takes one that is due; false: there is none.</summary>
    public bool TryTake(DateTimeOffset now, out OfferId id)
    {
        id = default;
        if (!(Next <= now))
        {
            return false;
        }

        id = _waiting.Dequeue().Id;
        return true;
    }
}
