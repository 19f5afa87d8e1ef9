using System.Collections.Immutable;

namespace MesosOrleans.Sessions;

/// <summary>One session of an agent or a scheduler with its grain: the epoch, once it is known, and both streams.</summary>
internal sealed class ClientSession<TOut>
{
    private readonly TaskCompletionSource<Epoch> _epoch = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="send">Carries a batch over; it waits for the epoch.</param>
    /// <param name="refused">The grain does not know the session.</param>
    /// <param name="failed">An attempt failed; the session is in doubt.</param>
    /// <param name="time">Times the pauses.</param>
    public ClientSession(Func<Epoch, Batch<TOut>, Task<Receipt>> send, Action refused, Action<Exception> failed, TimeProvider time) =>
        Outgoing = new Outbox<TOut>(async batch => await send(await _epoch.Task, batch), _ => refused(), time, failed);

    /// <summary>From the grain.</summary>
    public Inbox Incoming { get; } = new();

    /// <summary>To the grain.</summary>
    public Outbox<TOut> Outgoing { get; }

    /// <summary>The grain has opened the session.</summary>
    public void Opened(Epoch epoch) => _epoch.SetResult(epoch);

    /// <summary>True if the epoch is this session's. Waits while the session is being opened: a call of the grain may overtake the answer that brings its epoch.</summary>
    public async Task<bool> Has(Epoch epoch) => await _epoch.Task == epoch;

    /// <summary>The epoch of a session that stands; null before it is opened, and after its end.</summary>
    public Epoch? Standing => _epoch.Task is { IsCompletedSuccessfully: true, Result: var epoch } && epoch != Epoch.None ? epoch : null;

    /// <summary>Ends it and answers what was not delivered.</summary>
    public ImmutableArray<TOut> End()
    {
        var dropped = Outgoing.Close();
        _epoch.TrySetResult(Epoch.None);
        return dropped;
    }
}
