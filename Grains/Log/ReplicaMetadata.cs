namespace MesosOrleans.Log;

/// <summary>
/// A replica's one metadata row. Within an incarnation <paramref name="Promised"/>, <paramref name="Begin"/> and <paramref name="End"/>
/// only grow. An unwritten log has Begin = End = 0, and position 0 is a hole that the first election fills.
/// </summary>
/// <param name="Incarnation">Promises do not outlive it.</param>
/// <param name="Ensemble">The newest version of the ensemble that the replica was told of.</param>
/// <param name="Status">Whether it votes.</param>
/// <param name="Promised">The highest proposal promised for all positions; 0 is none.</param>
/// <param name="Begin">The lowest position that is kept.</param>
/// <param name="End">The highest position with a record.</param>
/// <param name="Changes">Counts durable changes, so that others can see a copy that is older than what they saw before.</param>
/// <param name="Known">What the replica was told of the others.</param>
public sealed record ReplicaMetadata(
    Incarnation Incarnation, Ensemble Ensemble, ReplicaStatus Status, long Promised, long Begin, long End, long Changes, Sightings Known)
{
    public static ReplicaMetadata New(Guid incarnation) =>
        new(new Incarnation(0, incarnation), Ensemble.None, ReplicaStatus.Empty, Promised: 0, Begin: 0, End: 0, Changes: 0, Sightings.None);

    /// <summary>
    /// Whether a decision made upon this row still holds for the other. End, Changes and Known grow by what others do; who writes Known
    /// has to compare its version too.
    /// </summary>
    public bool SameAs(ReplicaMetadata other) => Incarnation == other.Incarnation && Ensemble.Id == other.Ensemble.Id && Status == other.Status
        && Promised == other.Promised && Begin == other.Begin;
}
