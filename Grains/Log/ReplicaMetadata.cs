namespace MesosOrleans.Log;

/// <summary>
/// A replica's one metadata row. <paramref name="Promised"/> only grows within an incarnation; <paramref name="Begin"/> and <paramref
/// name="End"/> only grow. An unwritten log has Begin = End = 0, and position 0 is a hole that the first election fills.
/// </summary>
/// <param name="Incarnation">Drawn anew when the tables are made: promises do not outlive it.</param>
/// <param name="Ensemble">The version of the set of replicas that this replica knows itself part of.</param>
/// <param name="Status">Whether it votes.</param>
/// <param name="Promised">The highest proposal promised for all positions; 0 is none.</param>
/// <param name="Begin">The lowest position that is kept.</param>
/// <param name="End">The highest position with a record.</param>
/// <param name="Changes">Counts durable changes, so that others can see a copy that is older than what they saw before.</param>
public sealed record ReplicaMetadata(
    Guid Incarnation, long Ensemble, ReplicaStatus Status, long Promised, long Begin, long End, long Changes)
{
    public static ReplicaMetadata New(Guid incarnation) => new(incarnation, Ensemble: 0, ReplicaStatus.Empty, Promised: 0, Begin: 0, End: 0, Changes: 0);

    /// <summary>
    /// Whether a decision made upon this row still holds for the other. End and Changes grow by what others do to other positions.
    /// </summary>
    public bool SameAs(ReplicaMetadata other) =>
        Incarnation == other.Incarnation && Ensemble == other.Ensemble && Status == other.Status && Promised == other.Promised && Begin == other.Begin;
}
