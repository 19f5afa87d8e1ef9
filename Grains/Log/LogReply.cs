namespace MesosOrleans.Log;

/// <summary>
/// A replica's answer. <see cref="Metadata"/> is how the replica stood after it, so every answer tells incarnation, status and promise.
/// </summary>
public abstract record LogReply(ReplicaMetadata Metadata)
{
    /// <summary>Whether a durable change was made for it: then nobody can have seen the replica so far before.</summary>
    public bool Changed { get; init; }

    /// <summary>How far the replica was when it was asked, which is what others may have seen of it.</summary>
    internal long ChangesBefore => Metadata.Changes - (Changed ? 1 : 0);

    /// <summary>Promised; of an explicit promise, what the replica held at the position before (null: nothing).</summary>
    public sealed record Promised(ReplicaMetadata Metadata, PositionRow? Row) : LogReply(Metadata);

    /// <summary>Done, or it was so already.</summary>
    public sealed record Accepted(ReplicaMetadata Metadata) : LogReply(Metadata);

    /// <summary>
    /// A proposal at least as high was promised, or was performed and learned: the asker is no longer the one who writes.
    /// </summary>
    public sealed record Rejected(ReplicaMetadata Metadata, long Proposal) : LogReply(Metadata);

    /// <summary>The position lies below <see cref="ReplicaMetadata.Begin"/>: it was chosen, and nobody needs it any more.</summary>
    public sealed record Truncated(ReplicaMetadata Metadata) : LogReply(Metadata);

    /// <summary>The replica has no vote, or not the status that a change of it starts from.</summary>
    public sealed record WrongStatus(ReplicaMetadata Metadata) : LogReply(Metadata);

    /// <summary>The asker has seen the replica in a later life, or after more changes: this is a copy from an earlier time.</summary>
    public sealed record Outdated(ReplicaMetadata Metadata) : LogReply(Metadata);

    /// <summary>The replica is part of another version of the ensemble, or of another log.</summary>
    public sealed record WrongEnsemble(ReplicaMetadata Metadata) : LogReply(Metadata);

    /// <summary>The replica is in another life than the asker saw.</summary>
    public sealed record WrongIncarnation(ReplicaMetadata Metadata) : LogReply(Metadata);
}
