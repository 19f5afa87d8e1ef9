using System.Collections.Immutable;

namespace MesosOrleans.Log;

/// <summary>Which log, and which version of its ensemble: what every request says and every acceptor compares.</summary>
public readonly record struct EnsembleId(Guid Log, long Version);

/// <summary>
/// The replicas that are a log, and how many of them decide. It is data: an entry of the log makes the next version, and each replica keeps
/// the newest that it was told. Versions differ by one member, so a quorum of one always meets a quorum of the next.
/// </summary>
/// <param name="Log">Drawn at the first start; <see cref="Guid.Empty"/> where there is none yet.</param>
/// <param name="Version">1 for the first; 0 where there is none yet.</param>
/// <param name="Quorum">A strict majority of <paramref name="Members"/>.</param>
/// <param name="Members">The names of the replicas, sorted.</param>
/// <param name="Former">The members of the version before.</param>
/// <param name="Newcomer">The member that this version adds, in the life in which it had caught up: only so it votes at once.</param>
public sealed record Ensemble(
    Guid Log, long Version, int Quorum, ImmutableArray<string> Members, ImmutableArray<string> Former, Sighting? Newcomer)
{
    /// <summary>That of a replica that is part of no log.</summary>
    public static readonly Ensemble None = new(Guid.Empty, 0, 0, [], [], null);

    public EnsembleId Id => new(Log, Version);

    /// <summary>How many members a quorum cannot do without: every quorum has one of any so many.</summary>
    public int Blocking => Members.Length - Quorum + 1;

    /// <summary>The first version of a new log; without a quorum, it is the smallest majority.</summary>
    /// <exception cref="ArgumentException">The quorum is not a strict majority, or a member is named twice.</exception>
    public static Ensemble First(Guid log, IEnumerable<string> members, int? quorum = null) => Of(log, 1, [.. members], quorum, [], null);

    /// <summary>The next version, with one member more. Its quorum is the smallest majority.</summary>
    /// <exception cref="ArgumentException">It is a member already.</exception>
    public Ensemble With(Sighting newcomer) => Of(Log, Version + 1, Members.Add(newcomer.Member), null, Members, newcomer);

    /// <summary>The next version, with one member less. Its quorum is the smallest majority.</summary>
    /// <exception cref="ArgumentException">It is no member, or the last one.</exception>
    public Ensemble Without(string member) => Members.Contains(member)
        ? Of(Log, Version + 1, Members.Remove(member), null, Members, null)
        : throw new ArgumentException($"{member} is no replica of the log; its replicas are {string.Join(", ", Members)}.", nameof(member));

    public bool Equals(Ensemble? other) => other is not null && Id == other.Id && Quorum == other.Quorum && Members.SequenceEqual(other.Members)
        && Former.SequenceEqual(other.Former) && Newcomer == other.Newcomer;

    public override int GetHashCode() => Id.GetHashCode();

    public override string ToString() => $"version {Version} of the log {Log}: {Quorum} of {string.Join(", ", Members)}";

    private static Ensemble Of(Guid log, long version, ImmutableArray<string> members, int? quorum, ImmutableArray<string> former, Sighting? newcomer)
    {
        if (members.IsEmpty)
            throw new ArgumentException("A log needs at least one replica.", nameof(members));
        if (members.GroupBy(member => member).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"The replica {twice.Key} is named twice; each replica is a database of its own.", nameof(members));

        var majority = (members.Length / 2) + 1;
        if (quorum is { } given && (given < majority || given > members.Length))
        {
            throw new ArgumentException(
                $"A quorum of {given} is not a strict majority of {members.Length} replicas; use {majority}, or leave it out.", nameof(quorum));
        }

        return new Ensemble(log, version, quorum ?? majority, [.. members.Order(StringComparer.Ordinal)], former, newcomer);
    }
}
