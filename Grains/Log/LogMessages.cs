using System.Collections.Immutable;

namespace MesosOrleans.Log;

/// <summary>What a coordinator asks of a replica. Each may be repeated. A request for another version of the ensemble is refused.</summary>
public abstract record LogRequest(long Ensemble)
{
    /// <summary>The first position that the decision depends on.</summary>
    public abstract long First { get; }

    /// <summary>How many positions it depends on.</summary>
    public abstract int Count { get; }
}

/// <summary>
/// Phase 1: for all positions (<paramref name="Position"/> is null: the implicit promise of an election) or for one that is to be filled.
/// </summary>
public sealed record PromiseRequest(long Ensemble, long Proposal, long? Position) : LogRequest(Ensemble)
{
    public override long First => Position ?? 0;

    public override int Count => Position is null ? 0 : 1;
}

/// <summary>Phase 2, for consecutive positions at once: all of them are accepted, or none is.</summary>
public sealed record WriteRequest(long Ensemble, long Proposal, long First, ImmutableArray<LogAction> Actions) : LogRequest(Ensemble)
{
    public override long First { get; } = First;

    public override int Count => Actions.Length;
}

/// <summary>
/// Tells what was chosen for consecutive positions. Taken by a replica of every status and every ensemble: what is chosen is chosen.
/// </summary>
public sealed record LearnRequest(long Ensemble, long Proposal, long First, ImmutableArray<LogAction> Actions) : LogRequest(Ensemble)
{
    public override long First { get; } = First;

    public override int Count => Actions.Length;
}

/// <summary>Moves a replica from one status to another, if it still has the first.</summary>
public sealed record StatusRequest(long Ensemble, ReplicaStatus From, ReplicaStatus To) : LogRequest(Ensemble)
{
    public override long First => 0;

    public override int Count => 0;
}

/// <summary>
/// A replica's answer. <see cref="Metadata"/> is how the replica stood after it, so every answer tells incarnation, status and promise.
/// </summary>
public abstract record LogReply(ReplicaMetadata Metadata)
{
    /// <summary>Promised; of an explicit promise, what the replica held at the position before (null: nothing).</summary>
    public sealed record Promised(ReplicaMetadata Metadata, PositionRow? Row) : LogReply(Metadata);

    /// <summary>Written, learned or moved.</summary>
    public sealed record Accepted(ReplicaMetadata Metadata) : LogReply(Metadata);

    /// <summary>
    /// A proposal at least as high was promised, or was performed and learned: the asker is no longer the one who writes.
    /// </summary>
    public sealed record Rejected(ReplicaMetadata Metadata, long Proposal) : LogReply(Metadata);

    /// <summary>The position lies below <see cref="ReplicaMetadata.Begin"/>: it was chosen, and nobody needs it any more.</summary>
    public sealed record Truncated(ReplicaMetadata Metadata) : LogReply(Metadata);

    /// <summary>The replica has no vote, or not the status that a move starts from.</summary>
    public sealed record WrongStatus(ReplicaMetadata Metadata) : LogReply(Metadata);

    /// <summary>The replica is part of another version of the ensemble.</summary>
    public sealed record WrongEnsemble(ReplicaMetadata Metadata) : LogReply(Metadata);
}
