using System.Collections.Immutable;

namespace MesosOrleans.Log;

/// <summary>What the acceptor decided: the reply, and what must be stored before the reply leaves (null: nothing).</summary>
public sealed record AcceptorDecision(LogReply Reply, ReplicaChange? Change);

/// <summary>
/// The Paxos acceptor of one replica (Lamport, phases 1b and 2b; Mesos 0.19 src/log/replica.cpp), for every store: it decides upon the
/// state last read and keeps nothing itself. The caller commits the change only over the state decided upon, and asks again over the actual
/// state otherwise.
///
/// Invariants: no promise is ever lowered, neither the replica's nor a position's; an accepted action changes only under a higher proposal;
/// a learned one never. One promise covers every position: a position's own promise counts only where it is higher.
///
/// Deviations from 0.19, each on purpose: who may not vote says so, where 0.19 keeps silent; a write that repeats what was already learned
/// is accepted, where 0.19 never answers; a position below the begin is answered as truncated and not as a learned NOP, so that nobody
/// learns a NOP where an action was chosen; an election's promise also fences records that exist (0.19 looks at the record's own promise
/// only), so that a demoted coordinator hears of it at its next write; a learned position is answered to any proposal, without a new
/// promise.
/// </summary>
public static partial class Acceptor
{
    /// <summary>What the replica of that name answers to a request, and what it must store before.</summary>
    public static AcceptorDecision Decide(string member, ReplicaState state, LogRequest request) => request switch
    {
        LearnRequest learn => Learn(state, learn),
        VoterRequest voter => Vote(member, state, voter),
        LifeRequest life => Live(state.Metadata, life),
        AdoptRequest adopt => Adopt(state.Metadata, adopt.Set),
        _ => throw new ArgumentException($"A replica does not know the request {request.GetType().Name}.", nameof(request)),
    };

    private static AcceptorDecision Vote(string member, ReplicaState state, VoterRequest request)
    {
        if (request.Ensemble != state.Metadata.Ensemble.Id)
            return Refuse(new LogReply.WrongEnsemble(state.Metadata));
        if (state.Metadata.Status != ReplicaStatus.Voting)
            return Refuse(new LogReply.WrongStatus(state.Metadata));

        // A copy that went on would soon have made as many changes as others have seen, and could not be told any more.
        if (request.Seen.Outdate(member, state.Metadata))
            return Refuse(new LogReply.Outdated(state.Metadata));

        var decision = request switch
        {
            PromiseRequest { Position: null } promise => PromiseAll(state.Metadata, promise.Proposal),
            PromiseRequest { Position: { } position } promise => PromiseOne(state, position, promise.Proposal),
            WriteRequest write => Write(state, write),
            AnnounceRequest announce => Announce(state.Metadata, announce),
            _ => throw new ArgumentException($"A voter does not know the request {request.GetType().Name}.", nameof(request)),
        };
        return decision.Change is { } change
            ? decision with { Change = change with { Metadata = change.Metadata with { Known = change.Metadata.Known.Merge(request.Seen) } } }
            : decision;
    }

    private static AcceptorDecision PromiseAll(ReplicaMetadata metadata, long proposal)
    {
        // Strictly higher: so a quorum promises one proposal to one coordinator only.
        if (proposal <= metadata.Promised)
            return Refuse(new LogReply.Rejected(metadata, metadata.Promised));

        var promised = metadata with { Promised = proposal };
        return new(new LogReply.Promised(promised, null), new ReplicaChange(promised, [], Durable: true));
    }

    private static AcceptorDecision PromiseOne(ReplicaState state, long position, long proposal)
    {
        var metadata = state.Metadata;
        if (position < metadata.Begin)
            return Refuse(new LogReply.Truncated(metadata));

        var row = state[position];
        if (row is { Learned: true })
            return Refuse(new LogReply.Promised(metadata, row));

        var promised = Math.Max(metadata.Promised, row?.Promised ?? 0);
        if (proposal <= promised)
            return Refuse(new LogReply.Rejected(metadata, promised));

        var next = row is null ? new PositionRow(position, proposal, 0, null, false) : row with { Promised = proposal };
        var after = metadata with { End = Math.Max(metadata.End, position) };
        return new(new LogReply.Promised(after, row), new ReplicaChange(after, [next], Durable: true));
    }

    private static AcceptorDecision Write(ReplicaState state, WriteRequest write)
    {
        var metadata = state.Metadata;
        var rows = ImmutableArray.CreateBuilder<PositionRow>(write.Count);
        for (var i = 0; i < write.Count; i++)
        {
            var position = write.First + i;
            var row = position < metadata.Begin ? null : state[position];
            var promised = Math.Max(metadata.Promised, row?.Promised ?? 0);
            if (write.Proposal < promised)
                return Refuse(new LogReply.Rejected(metadata, promised));
            if (position < metadata.Begin)
                return Refuse(new LogReply.Truncated(metadata));
            if (row is { Learned: true })
            {
                if (!row.Action!.Equals(write.Actions[i]))
                    return Refuse(new LogReply.Rejected(metadata, Math.Max(promised, row.Performed)));
                continue;
            }

            rows.Add(new PositionRow(position, write.Proposal, write.Proposal, write.Actions[i], false));
        }

        if (rows.Count == 0)
            return Refuse(new LogReply.Accepted(metadata));

        var after = metadata with { End = Math.Max(metadata.End, write.First + write.Count - 1) };
        return new(new LogReply.Accepted(after), new ReplicaChange(after, rows.ToImmutable(), Durable: true));
    }

    private static AcceptorDecision Learn(ReplicaState state, LearnRequest learn)
    {
        var metadata = state.Metadata;
        if (learn.Log != metadata.Ensemble.Log)
            return Refuse(new LogReply.WrongEnsemble(metadata));

        var rows = ImmutableArray.CreateBuilder<PositionRow>(learn.Count);
        for (var i = 0; i < learn.Count; i++)
        {
            var position = learn.First + i;
            var action = learn.Actions[i];
            if (position < metadata.Begin)
                continue;

            var row = state[position];
            if (row is { Learned: true } && !row.Action!.Equals(action))
                throw new LogDivergedException($"Position {position} was learned twice with different actions, " +
                    $"under proposal {row.Performed} and under {learn.Proposal}. Stop all silos and compare the replicas with `mesos log read` before anything else.");
            if (row is { Learned: true })
                continue;

            rows.Add(new PositionRow(position, Math.Max(row?.Promised ?? 0, learn.Proposal), learn.Proposal, action, true));
        }

        if (rows.Count == 0)
            return Refuse(new LogReply.Accepted(metadata));

        var begin = rows.Select(row => row.Action).OfType<LogAction.Truncate>().Select(truncate => truncate.To).Append(metadata.Begin).Max();
        var after = metadata with { Begin = begin, End = Math.Max(metadata.End, rows[^1].Position) };
        var kept = rows.Where(row => row.Position >= begin).ToImmutableArray();

        // One that will vote because it has learned everything must not lose any of it.
        return new(new LogReply.Accepted(after), new ReplicaChange(after, kept, Durable: metadata.Status == ReplicaStatus.Recovering));
    }

    private static AcceptorDecision Refuse(LogReply reply) => new(reply, null);
}
