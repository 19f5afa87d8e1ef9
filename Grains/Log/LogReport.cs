using System.Collections.Immutable;

namespace MesosOrleans.Log;

/// <summary>How a log stands, for people.</summary>
/// <param name="Ensemble">The newest version that a replica knows; <see cref="Ensemble.None"/>: no replica that answers is part of a log.</param>
/// <param name="Begin">The lowest position that is needed.</param>
/// <param name="End">The highest position that a member has a record of.</param>
/// <param name="Replicas">The members, and behind them those that were only named.</param>
public sealed record LogReport(Ensemble Ensemble, long Begin, long End, ImmutableArray<ReplicaReport> Replicas)
{
    /// <summary>How many members vote.</summary>
    public int Voting => Replicas.Count(replica => replica.Votes(Ensemble));

    /// <summary>Whether the log can be written.</summary>
    public bool Decides => Ensemble != Ensemble.None && Voting >= Ensemble.Quorum;
}

/// <summary>How one replica stands.</summary>
/// <param name="Name">Of its server and database.</param>
/// <param name="Metadata">Null: it does not answer.</param>
/// <param name="Lag">How many positions that are needed it has not learned; null: unknown.</param>
/// <param name="Old">Others have seen more of it than it shows: it is a copy from an earlier time.</param>
/// <param name="Problem">Why it does not answer.</param>
public sealed record ReplicaReport(string Name, ReplicaMetadata? Metadata, long? Lag, bool Old, string? Problem)
{
    /// <summary>Whether its answers count in this version.</summary>
    public bool Votes(Ensemble ensemble) => Metadata is { Status: ReplicaStatus.Voting } shown && shown.Ensemble.Id == ensemble.Id && ensemble.Members.Contains(Name) && !Old;

    /// <summary>What an operator should know of it beside the figures; empty if all is well.</summary>
    public string Note(Ensemble ensemble)
    {
        if (Metadata is not { } shown)
            return Problem ?? "";

        var member = ensemble.Members.Contains(Name);
        var part = shown.Status is ReplicaStatus.Voting or ReplicaStatus.Recovering;
        var notes = new List<string>();
        if (part && shown.Ensemble.Log != ensemble.Log)
            notes.Add($"holds another log, {shown.Ensemble.Log}");
        else if (!member && ensemble != Ensemble.None)
            notes.Add("not a member");
        else if (member && part && shown.Ensemble.Version < ensemble.Version)
            notes.Add($"knows version {shown.Ensemble.Version} only");
        if (Old)
            notes.Add("an old copy");
        return string.Join(", ", notes);
    }
}
