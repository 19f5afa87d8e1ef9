using System.Collections.Immutable;

namespace MesosOrleans.Log;

/// <summary>What is asked of a replica. Each may be repeated, and may come late.</summary>
public abstract record LogRequest
{
    private protected LogRequest()
    {
    }

    /// <summary>The first position that the decision depends on.</summary>
    public virtual long First => 0;

    /// <summary>How many positions it depends on.</summary>
    public virtual int Count => 0;
}

/// <summary>
/// What only a member that votes answers, and only to its own version of the ensemble. It keeps what the asker has <paramref name="Seen"/>
/// of the replicas.
/// </summary>
public abstract record VoterRequest(EnsembleId Ensemble, Sightings Seen) : LogRequest;

/// <summary>
/// Phase 1: for all positions (<paramref name="Position"/> is null: the implicit promise of an election) or for one that is to be filled.
/// </summary>
public sealed record PromiseRequest(EnsembleId Ensemble, long Proposal, long? Position, Sightings Seen) : VoterRequest(Ensemble, Seen)
{
    public override long First => Position ?? 0;

    public override int Count => Position is null ? 0 : 1;
}

/// <summary>Phase 2, for consecutive positions at once: all of them are accepted, or none is.</summary>
public sealed record WriteRequest(EnsembleId Ensemble, long Proposal, long First, ImmutableArray<LogAction> Actions, Sightings Seen)
    : VoterRequest(Ensemble, Seen)
{
    public override long First { get; } = First;

    public override int Count => Actions.Length;
}

/// <summary>
/// Makes the new life of a replica that is coming back known, and fences off every proposal below that of the coordinator that brings it
/// back.
/// </summary>
public sealed record AnnounceRequest(EnsembleId Ensemble, long Proposal, Sighting Recovering, Sightings Seen) : VoterRequest(Ensemble, Seen);

/// <summary>
/// Tells what was chosen for consecutive positions. Taken by a replica of every status and every version of the same log: what is chosen is
/// chosen.
/// </summary>
public sealed record LearnRequest(Guid Log, long Proposal, long First, ImmutableArray<LogAction> Actions) : LogRequest
{
    public override long First { get; } = First;

    public override int Count => Actions.Length;
}

/// <summary>Changes what a replica is, if it is still in the life that the asker saw.</summary>
public abstract record LifeRequest(Incarnation Expected) : LogRequest;

/// <summary>
/// The first start of a set, first step: EMPTY, or STARTING for an earlier attempt, becomes STARTING for this one. Of two attempts of one
/// number the one with the higher log ID is the later.
/// </summary>
public sealed record StartRequest(Incarnation Expected, Ensemble Set, long Attempt) : LifeRequest(Expected);

/// <summary>
/// The first start of a set, second step: STARTING for the log <paramref name="From"/> becomes VOTING. <paramref name="Members"/> are the
/// lives in which all were seen STARTING for the one log that will be.
/// </summary>
public sealed record VoteRequest(Incarnation Expected, Guid From, Ensemble Set, Sightings Members) : LifeRequest(Expected);

/// <summary>
/// Begins a new life, RECOVERING and with nothing in it, if the replica still has the status <paramref name="From"/>: its promises do not
/// count any more.
/// </summary>
public sealed record RecoverRequest(Incarnation Expected, ReplicaStatus From, Ensemble Set, Incarnation Next) : LifeRequest(Expected);

/// <summary>RECOVERING becomes VOTING, with the promise of the coordinator that has brought it back: the number of its life.</summary>
public sealed record JoinRequest(Incarnation Expected, EnsembleId Ensemble) : LifeRequest(Expected);

/// <summary>
/// Tells that a version of the ensemble was chosen. Taken by a replica of every status and every older version of the same log. The
/// newcomer that the version names begins to vote with it.
/// </summary>
public sealed record AdoptRequest(Ensemble Set) : LogRequest;
