using System.Collections.Immutable;

namespace MesosOrleans.Log;

/// <summary>
/// A replica's metadata and its rows of the positions First, First + 1, …; null where it has no record. All that one decision depends on.
/// </summary>
public sealed record ReplicaState(ReplicaMetadata Metadata, long First, ImmutableArray<PositionRow?> Rows)
{
    public PositionRow? this[long position] => Rows[checked((int)(position - First))];

    /// <summary>Whether the rows of both, of the same positions, lead to the same decision.</summary>
    internal bool SameRows(ReplicaState other)
    {
        if (First != other.First || Rows.Length != other.Rows.Length)
            return false;

        for (var i = 0; i < Rows.Length; i++)
        {
            var same = (Rows[i], other.Rows[i]) switch
            {
                (null, null) => true,
                ({ } mine, { } its) => mine.SameAs(its),
                _ => false,
            };
            if (!same)
                return false;
        }

        return true;
    }
}

/// <summary>
/// What a decision writes: the metadata as it shall be, and whole rows. A change that is not durable may be lost in a crash (a learned mark
/// can always be found out again), but is never seen half, and never lost when a later durable one is not.
/// </summary>
public sealed record ReplicaChange(ReplicaMetadata Metadata, ImmutableArray<PositionRow> Rows, bool Durable)
{
    /// <summary>Every row of before goes, and Begin and End become what the metadata says: a life that starts with nothing.</summary>
    public bool Clears { get; init; }

    /// <summary>Whether this was decided upon a state that the actual one still equals in all that counts, so that it may be applied.</summary>
    public bool Holds(ReplicaState decidedUpon, ReplicaState actual) => decidedUpon.Metadata.SameAs(actual.Metadata) && decidedUpon.SameRows(actual)
        && (!WritesKnown(decidedUpon) || decidedUpon.Metadata.Known.Version == actual.Metadata.Known.Version);

    /// <summary>Whether it changes what the replica knows of others.</summary>
    public bool WritesKnown(ReplicaState decidedUpon) => Metadata.Known.Version != decidedUpon.Metadata.Known.Version;

    /// <summary>
    /// What the store holds after the change, over the actual state, for which it <see cref="Holds"/>. The end is the higher one: others
    /// may have written further on meanwhile.
    /// </summary>
    public ReplicaState Over(ReplicaState decidedUpon, ReplicaState actual)
    {
        var metadata = Metadata with
        {
            End = Clears ? Metadata.End : Math.Max(Metadata.End, actual.Metadata.End),
            Changes = actual.Metadata.Changes + (Durable ? 1 : 0),
            Known = WritesKnown(decidedUpon) ? Metadata.Known : actual.Metadata.Known,
        };
        var rows = Clears ? [.. new PositionRow?[actual.Rows.Length]] : actual.Rows;
        foreach (var row in Rows)
            rows = rows.SetItem(checked((int)(row.Position - actual.First)), row);
        return new ReplicaState(metadata, actual.First, rows);
    }
}

/// <summary>Whether a change was applied, and the state of its positions now.</summary>
public sealed record CommitResult(bool Applied, ReplicaState State);
