namespace MesosOrleans.Log;

/// <summary>
/// What one replica holds of one position. Invariants: Performed &lt;= Promised unless learned; Action is null exactly if Performed is 0
/// (only promised); a learned row never changes its action.
/// </summary>
public sealed record PositionRow(long Position, long Promised, long Performed, LogAction? Action, bool Learned)
{
    /// <summary>
    /// Whether a decision made upon this row still holds for the other. The action itself is not compared: under one proposal a position
    /// has one action, so (promised, performed, learned) names the row's content.
    /// </summary>
    public bool SameAs(PositionRow other) =>
        Position == other.Position && Promised == other.Promised && Performed == other.Performed && Learned == other.Learned;
}
