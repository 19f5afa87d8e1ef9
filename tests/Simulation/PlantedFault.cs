using MesosOrleans.Bench.Simulation;
using MesosOrleans.Log;

namespace MesosOrleans.Tests.Simulation;

/// <summary>Ways to break the protocol, each of which the simulator has to notice. They exist here only.</summary>
internal static class PlantedFault
{
    public static readonly IReadOnlyDictionary<string, LogMachinery> All = new Dictionary<string, LogMachinery>
    {
        ["forgets a promise over a crash"] = Acceptor((decide, member, state, request) => decide(member, state, request) switch
        {
            { Change: { } change } decision when request is PromiseRequest => decision with { Change = change with { Durable = false } },
            var decision => decision,
        }),
        ["votes while RECOVERING"] = Acceptor((decide, member, state, request) => state.Metadata.Status == ReplicaStatus.Recovering && request is VoterRequest
            ? decide(member, state with { Metadata = state.Metadata with { Status = ReplicaStatus.Voting } }, request)
            : decide(member, state, request)),
        ["quorum off by one"] = Proposer(new OffByOne()),
        ["answers before the quorum"] = Proposer(new AnswersEarly()),
        ["reads without a quorum"] = Proposer(new ReadsAlone()),
        ["skips filling"] = Proposer(new SkipsFilling()),
        ["fills with nothing what may have been chosen"] = Proposer(new FillsWithNothing()),
        ["reuses a proposal number"] = Acceptor((decide, member, state, request) => request is PromiseRequest { Position: null } promise
            && promise.Proposal == state.Metadata.Promised && state.Metadata.Promised > 0
                ? decide(member, state with { Metadata = state.Metadata with { Promised = promise.Proposal - 1 } }, request)
                : decide(member, state, request)) with
        { Rules = new ReusesNumbers() },
        ["truncates what is not learned"] = Acceptor((decide, member, state, request) => decide(member, state, request) switch
        {
            { Change: { } change } decision when request is WriteRequest write && write.Actions.OfType<LogAction.Truncate>().FirstOrDefault() is { } truncate =>
                decision with { Change = change with { Metadata = change.Metadata with { Begin = Math.Max(change.Metadata.Begin, write.First + write.Count) }, Rows = [] } },
            var decision => decision,
        }),
        ["learns without a quorum"] = Proposer(new LearnsEarly()),
        ["believes a restored copy"] = Acceptor((decide, member, state, request) => decide(member, state, Unaware(member, request))) with { Rules = new BelievesCopies() },
        ["counts an answer given before a wipe"] = Acceptor((decide, member, state, request) => decide(member, state, Unaware(member, request))) with { Rules = new CountsFormerLives() },
        ["comes back unannounced"] = Proposer(new ComesBackSilently()),
        ["accepts under a lower proposal than was promised"] = Acceptor((decide, member, state, request) => request is WriteRequest
            ? Keeping(decide(member, state with { Metadata = state.Metadata with { Promised = 0 } }, request), state.Metadata.Promised)
            : decide(member, state, request)),
    };

    private delegate AcceptorDecision Broken(AcceptorRule decide, string member, ReplicaState state, LogRequest request);

    private static LogMachinery Acceptor(Broken broken) => new(LogSimulationCommand.Codec())
    {
        Replica = store => new LogReplica(store, (member, state, request) => broken(MesosOrleans.Log.Acceptor.Decide, member, state, request)),
    };

    private static LogMachinery Proposer(ProposerRules rules) => new(LogSimulationCommand.Codec()) { Rules = rules };

    /// <summary>The request without what its asker has seen of the replica itself.</summary>
    private static LogRequest Unaware(string member, LogRequest request) => request is VoterRequest voter
        ? voter with { Seen = voter.Seen.Items.Where(item => item.Member != member).Aggregate(Sightings.None, (seen, item) => seen.Merge(item)) }
        : request;

    private static AcceptorDecision Keeping(AcceptorDecision decision, long promised) => decision.Change is { } change
        ? decision with { Change = change with { Metadata = change.Metadata with { Promised = promised } } }
        : decision;

    private sealed class OffByOne : ProposerRules
    {
        public override int Quorum(Ensemble ensemble, AskedFor what) => ensemble.Quorum - 1;
    }

    private sealed class AnswersEarly : ProposerRules
    {
        public override int Quorum(Ensemble ensemble, AskedFor what) => what == AskedFor.Write ? 1 : ensemble.Quorum;
    }

    private sealed class ReadsAlone : ProposerRules
    {
        public override int Quorum(Ensemble ensemble, AskedFor what) => what == AskedFor.Confirmation ? 1 : ensemble.Quorum;
    }

    private sealed class SkipsFilling : ProposerRules
    {
        public override bool Fills => false;
    }

    private sealed class FillsWithNothing : ProposerRules
    {
        public override LogAction Adopt(IReadOnlyList<PositionRow> rows) => new LogAction.Nop();
    }

    private sealed class ReusesNumbers : ProposerRules
    {
        public override long Next(long used, long promised) => Math.Max(1, Math.Max(used, promised));
    }

    private sealed class LearnsEarly : ProposerRules
    {
        public override bool TellsEarly => true;
    }

    private sealed class ComesBackSilently : ProposerRules
    {
        public override bool JoinsUnannounced => true;
    }

    private sealed class BelievesCopies : ProposerRules
    {
        public override bool Counts(Sightings seen, string member, Incarnation incarnation, long changes) =>
            base.Counts(seen, member, incarnation, long.MaxValue);
    }

    private sealed class CountsFormerLives : ProposerRules
    {
        public override bool Counts(Sightings seen, string member, Incarnation incarnation, long changes) =>
            seen[member]?.Incarnation != incarnation || base.Counts(seen, member, incarnation, changes);
    }
}
