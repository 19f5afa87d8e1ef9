using System.Collections.Immutable;

namespace MesosOrleans.Log;

/// <summary>
/// A replica's metadata and its rows of the positions First, First + 1, …; null where it has no record. All that one decision depends on.
/// </summary>
public sealed record ReplicaState(ReplicaMetadata Metadata, long First, ImmutableArray<PositionRow?> Rows)
{
    public PositionRow? this[long position] => Rows[checked((int)(position - First))];

    /// <summary>Whether what was decided upon this state may be committed over the other, for the same positions.</summary>
    public bool SameAs(ReplicaState other)
    {
        if (!Metadata.SameAs(other.Metadata) || First != other.First || Rows.Length != other.Rows.Length)
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
/// can always be found out again), but is never seen half.
/// </summary>
public sealed record ReplicaChange(ReplicaMetadata Metadata, ImmutableArray<PositionRow> Rows, bool Durable)
{
    /// <summary>
    /// What the store holds after the change, over the actual state, which <see cref="ReplicaState.SameAs"/> found to be that of the
    /// decision. The end is the higher one: others may have written further on meanwhile.
    /// </summary>
    public ReplicaState Over(ReplicaState actual)
    {
        var metadata = Metadata with
        {
            End = Math.Max(Metadata.End, actual.Metadata.End),
            Changes = actual.Metadata.Changes + (Durable ? 1 : 0),
        };
        var rows = Rows.Aggregate(actual.Rows, (rows, row) => rows.SetItem(checked((int)(row.Position - actual.First)), row));
        return new ReplicaState(metadata, actual.First, rows);
    }
}

/// <summary>Whether a change was applied, and the state of its positions now.</summary>
public sealed record CommitResult(bool Applied, ReplicaState State);
