using System.Collections.Immutable;
using MesosOrleans.Storage;

namespace MesosOrleans.Log;

/// <summary>
/// The acceptor over a store. It decides upon what it remembers of the last commit, so a write is one round trip to the store; if the store
/// stands otherwise, it says how, and the acceptor decides again. Only a commit proves that what was remembered is true: an answer that
/// writes nothing is given upon a fresh read. Calls may overlap.
/// </summary>
public sealed class LogReplica(IReplicaStore store) : ILogReplica
{
    // Each further attempt means that somebody else's commit came between; so many in a row is a store that does not do what it says.
    private const int AttemptsMax = 64;

    // What the last commit left: the metadata, and its rows, the ones that a learned message will name next.
    private volatile ReplicaState? _remembered;

    public string Name => store.Name;

    public Task<LogReply> Promise(PromiseRequest request, CancellationToken cancellation) => Answer(request, cancellation);

    public Task<LogReply> Write(WriteRequest request, CancellationToken cancellation) => Answer(request, cancellation);

    public Task<LogReply> Learn(LearnRequest request, CancellationToken cancellation) => Answer(request, cancellation);

    public Task<LogReply> Move(StatusRequest request, CancellationToken cancellation) => Answer(request, cancellation);

    public Task<IReadOnlyList<PositionRow>> Read(long from, long to, CancellationToken cancellation) => store.Read(from, to, cancellation);

    public async Task<ReplicaMetadata> Describe(CancellationToken cancellation) => (await store.Load(0, 0, cancellation)).Metadata;

    private async Task<LogReply> Answer(LogRequest request, CancellationToken cancellation)
    {
        var state = Recall(request);
        if (state is null || Acceptor.Decide(state, request).Change is null)
            state = await store.Load(request.First, request.Count, cancellation);

        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var decision = Acceptor.Decide(state, request);
            if (decision.Change is null)
                return decision.Reply;

            var result = await store.Commit(state, decision.Change, cancellation);
            state = result.State;
            if (!result.Applied)
                continue;

            _remembered = state;
            return decision.Reply with { Metadata = state.Metadata };
        }

        throw new StoreException($"{Name}: {AttemptsMax} commits in a row found another state than the one before had shown.");
    }

    private ReplicaState? Recall(LogRequest request)
    {
        if (_remembered is not { } remembered)
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
