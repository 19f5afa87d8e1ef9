namespace MesosOrleans.Log;

/// <summary>The changes that a replica sees most, which a store may write in a shorter way.</summary>
public enum ReplicaChangeForm
{
    /// <summary>Whatever it is.</summary>
    Any,

    /// <summary>New records behind the end, consecutive and accepted under one proposal; of the metadata at most Known changes besides.</summary>
    Appends,

    /// <summary>
    /// Records that stand there are marked as learned under one proposal, and nothing else; not durable. Any number of these, of
    /// neighbouring positions and upon the same metadata, are one such change.
    /// </summary>
    Learns,
}

/// <summary>Tells them apart, and puts them together.</summary>
public static class ReplicaChangeForms
{
    public static ReplicaChangeForm Of(ReplicaState was, ReplicaChange change)
    {
        var quiet = change.Metadata.SameAs(was.Metadata) && change.Metadata.Ensemble == was.Metadata.Ensemble && !change.Clears && change.Rows.Length > 0
            && change.Rows.Length == was.Rows.Length;
        if (quiet && change.Durable && was.First > was.Metadata.End && change.Rows.All(row => Fresh(was, row)))
            return ReplicaChangeForm.Appends;

        var learns = quiet && !change.Durable && change.Metadata.End <= was.Metadata.End && !change.WritesKnown(was);
        return learns && change.Rows.All(row => Marked(was, row)) ? ReplicaChangeForm.Learns : ReplicaChangeForm.Any;
    }

    /// <summary>Whether two changes that learn, in this order, are one.</summary>
    public static bool Joins((ReplicaState Was, ReplicaChange Change) one, (ReplicaState Was, ReplicaChange Change) next) =>
        one.Was.First + one.Was.Rows.Length == next.Was.First && one.Was.Metadata.SameAs(next.Was.Metadata);

    /// <summary>Several that <see cref="Joins"/> in their order, as one.</summary>
    public static (ReplicaState Was, ReplicaChange Change) Join(IReadOnlyList<(ReplicaState Was, ReplicaChange Change)> changes) => changes.Count == 1 ? changes[0] :
        (changes[^1].Was with { First = changes[0].Was.First, Rows = [.. changes.SelectMany(one => one.Was.Rows)] },
            changes[^1].Change with { Rows = [.. changes.SelectMany(one => one.Change.Rows)] });

    private static bool Fresh(ReplicaState was, PositionRow row) =>
        was[row.Position] is null && row.Performed == row.Promised && row is { Action: not null, Learned: false };

    private static bool Marked(ReplicaState was, PositionRow row) => was[row.Position] is { } old && row.Learned && Equals(old.Action, row.Action);
}
