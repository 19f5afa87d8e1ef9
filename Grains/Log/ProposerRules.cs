namespace MesosOrleans.Log;

/// <summary>What a quorum is asked for.</summary>
internal enum AskedFor
{
    /// <summary>A promise, or what leads to one.</summary>
    Promise,

    /// <summary>To accept.</summary>
    Write,

    /// <summary>Whether nobody else has taken over.</summary>
    Confirmation,
}

/// <summary>
/// The decisions of a coordinator that its safety hangs on, in one place. A class that tests derive from: each is broken there once, to see
/// that the simulator notices.
/// </summary>
internal class ProposerRules
{
    public static readonly ProposerRules Sound = new();

    /// <summary>How many answers decide.</summary>
    public virtual int Quorum(Ensemble ensemble, AskedFor what) => ensemble.Quorum;

    /// <summary>Above every number that this coordinator has used and that any replica of a quorum has promised.</summary>
    public virtual long Next(long used, long promised) => Math.Max(used, promised) + 1;

    /// <summary>
    /// No answer counts of a replica that is known to be in a newer life, or further, than the answer shows: it was given before its
    /// promises were lost, or by a copy from an earlier time.
    /// </summary>
    public virtual bool Counts(Sightings seen, string member, Incarnation incarnation, long changes) => !seen.Outdate(member, incarnation, changes);

    /// <summary>What to propose for a position at which replicas of a quorum hold these rows: what may have been chosen.</summary>
    public virtual LogAction Adopt(IReadOnlyList<PositionRow> rows)
    {
        PositionRow? highest = null;
        foreach (var row in rows)
        {
            if (row.Action is not null && (highest is null || row.Performed > highest.Performed))
                highest = row;
        }

        return highest?.Action ?? new LogAction.Nop();
    }

    /// <summary>Whether an election makes every position chosen that it does not know as learned.</summary>
    public virtual bool Fills => true;

    /// <summary>Whether the others are told before a quorum has accepted.</summary>
    public virtual bool TellsEarly => false;

    /// <summary>Whether a replica comes back without the others being told of its new life.</summary>
    public virtual bool JoinsUnannounced => false;
}
