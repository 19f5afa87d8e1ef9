using System.Collections.Immutable;
using MesosOrleans.Storage;

namespace MesosOrleans.Log;

/// <summary>See <see cref="Acceptor.Decide"/>.</summary>
internal delegate AcceptorDecision AcceptorRule(string member, ReplicaState state, LogRequest request);

/// <summary>
/// The acceptor over a store. It decides upon what it remembers of the last commit, or expects of one that is under way, so a write is one
/// round trip to the store, and the next need not wait for it; if the store stands otherwise, it says how, and the acceptor decides again.
/// Only a commit proves that what was remembered is true: an answer that writes nothing is given upon a fresh read. Calls may overlap.
/// </summary>
public sealed class LogReplica : ILogReplica
{
    // Each further attempt means that somebody else's commit came between; so many in a row is a store that does not do what it says.
    private const int AttemptsMax = 64;

    // What the last commit left, or will leave if all goes well: the metadata, and its rows, the ones that a learned message will name next.
    private ReplicaState? _remembered;

    private readonly IReplicaStore _store;
    private readonly AcceptorRule _decide;

    public LogReplica(IReplicaStore store)
        : this(store, Acceptor.Decide)
    {
    }

    /// <summary>With rules that a test has broken, to see that breaking them is noticed.</summary>
    internal LogReplica(IReplicaStore store, AcceptorRule decide) => (_store, _decide) = (store, decide);

    public string Name => _store.Name;

    public async Task<LogReply> Ask(LogRequest request, CancellationToken cancellation)
    {
        var state = Recall(request);
        if (state is null || _decide(Name, state, request).Change is null)
            state = await _store.Load(request.First, request.Count, cancellation);

        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var decision = _decide(Name, state, request);
            if (decision.Change is null)
                return decision.Reply;

            var expected = decision.Change.Over(state, state);
            Volatile.Write(ref _remembered, expected);
            var result = await _store.Commit(state, decision.Change, cancellation);
            state = result.State;
            if (!result.Applied)
                continue;

            // Unless another call has gone on from there.
            Interlocked.CompareExchange(ref _remembered, state, expected);
            return decision.Reply with { Metadata = state.Metadata, Changed = decision.Change.Durable };
        }

        throw new StoreException($"{Name}: {AttemptsMax} commits in a row found another state than the one before had shown.");
    }

    public Task<IReadOnlyList<PositionRow>> Read(long from, long to, CancellationToken cancellation) => _store.Read(from, to, cancellation);

    public Task<IReadOnlyList<long>> Missing(long from, long to, int limit, CancellationToken cancellation) =>
        _store.Missing(from, to, limit, cancellation);

    public async Task<ReplicaMetadata> Describe(CancellationToken cancellation) => (await _store.Load(0, 0, cancellation)).Metadata;

    private ReplicaState? Recall(LogRequest request)
    {
        if (Volatile.Read(ref _remembered) is not { } remembered)
            return null;

        var rows = ImmutableArray.CreateBuilder<PositionRow?>(request.Count);
        for (var position = request.First; position < request.First + request.Count; position++)
        {
            if (position >= remembered.First && position < remembered.First + remembered.Rows.Length)
                rows.Add(remembered[position]);
            else if (position > remembered.Metadata.End)
                rows.Add(null);
            else
                return null;
        }

        return new ReplicaState(remembered.Metadata, request.First, rows.MoveToImmutable());
    }
}
