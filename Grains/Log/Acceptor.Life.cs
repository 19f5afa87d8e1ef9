namespace MesosOrleans.Log;

/// <remarks>
/// How a replica begins to vote, ceases to, and begins again. A replica that forgot what it had promised must not vote as if it had not
/// promised anything: so it comes back only through a coordinator that has let enough others know of its new life and that holds a higher
/// promise of them (design, section 3).
/// </remarks>
public static partial class Acceptor
{
    private static AcceptorDecision Announce(ReplicaMetadata metadata, AnnounceRequest announce)
    {
        if (announce.Proposal < metadata.Promised)
            return Refuse(new LogReply.Rejected(metadata, metadata.Promised));

        return Apply(metadata with { Promised = announce.Proposal, Known = metadata.Known.Merge(announce.Recovering) });
    }

    private static AcceptorDecision Live(ReplicaMetadata metadata, LifeRequest request)
    {
        if (request.Expected != metadata.Incarnation)
            return Refuse(new LogReply.WrongIncarnation(metadata));

        return request switch
        {
            StartRequest start => Start(metadata, start),
            VoteRequest vote => BeginToVote(metadata, vote),
            RecoverRequest recover => Recover(metadata, recover),
            JoinRequest join => Join(metadata, join),
            _ => throw new ArgumentException($"A replica does not know the request {request.GetType().Name}.", nameof(request)),
        };
    }

    /// <summary>While it is STARTING, a replica keeps the number of the attempt where it will keep its promise.</summary>
    private static AcceptorDecision Start(ReplicaMetadata metadata, StartRequest start)
    {
        var later = metadata.Status == ReplicaStatus.Empty || (metadata.Status == ReplicaStatus.Starting
            && (start.Attempt, start.Set.Log).CompareTo((metadata.Promised, metadata.Ensemble.Log)) > 0);
        return later
            ? Apply(metadata with { Status = ReplicaStatus.Starting, Ensemble = start.Set, Promised = start.Attempt })
            : Refuse(new LogReply.WrongStatus(metadata));
    }

    private static AcceptorDecision BeginToVote(ReplicaMetadata metadata, VoteRequest vote)
    {
        if (metadata.Status == ReplicaStatus.Voting && metadata.Ensemble.Id == vote.Set.Id)
            return Refuse(new LogReply.Accepted(metadata));
        if (metadata.Status != ReplicaStatus.Starting)
            return Refuse(new LogReply.WrongStatus(metadata));
        if (metadata.Ensemble.Log != vote.From)
            return Refuse(new LogReply.WrongEnsemble(metadata));

        return Apply(metadata with { Status = ReplicaStatus.Voting, Ensemble = vote.Set, Promised = 0, Known = metadata.Known.Merge(vote.Members) });
    }

    private static AcceptorDecision Recover(ReplicaMetadata metadata, RecoverRequest recover)
    {
        if (metadata.Status != recover.From)
            return Refuse(new LogReply.WrongStatus(metadata));
        if (metadata.Status is ReplicaStatus.Voting or ReplicaStatus.Recovering && metadata.Ensemble.Log != recover.Set.Log)
            return Refuse(new LogReply.WrongEnsemble(metadata));
        if (metadata.Ensemble.Log == recover.Set.Log && metadata.Ensemble.Version > recover.Set.Version)
            return Refuse(new LogReply.WrongEnsemble(metadata));

        var next = metadata with
        {
            Incarnation = recover.Next,
            Ensemble = recover.Set,
            Status = ReplicaStatus.Recovering,
            Promised = 0,
            Begin = 0,
            End = 0,
        };
        return new(new LogReply.Accepted(next), new ReplicaChange(next, [], Durable: true) { Clears = true });
    }

    private static AcceptorDecision Join(ReplicaMetadata metadata, JoinRequest join)
    {
        if (join.Ensemble != metadata.Ensemble.Id)
            return Refuse(new LogReply.WrongEnsemble(metadata));
        if (metadata.Status == ReplicaStatus.Voting)
            return Refuse(new LogReply.Accepted(metadata));
        if (metadata.Status != ReplicaStatus.Recovering)
            return Refuse(new LogReply.WrongStatus(metadata));

        return Apply(metadata with { Status = ReplicaStatus.Voting, Promised = metadata.Incarnation.Number });
    }

    private static AcceptorDecision Adopt(ReplicaMetadata metadata, Ensemble set)
    {
        if (metadata.Ensemble.Log != set.Log)
            return Refuse(new LogReply.WrongEnsemble(metadata));
        if (metadata.Ensemble.Version >= set.Version)
            return Refuse(new LogReply.Accepted(metadata));

        // Named by its life, so that a newcomer that was made anew since does not vote as if it were still the one that had caught up.
        var joins = metadata.Status == ReplicaStatus.Recovering && set.Newcomer?.Incarnation == metadata.Incarnation;
        var known = set.Newcomer is { } newcomer ? metadata.Known.Merge(newcomer) : metadata.Known;
        return Apply(metadata with { Ensemble = set, Known = known, Status = joins ? ReplicaStatus.Voting : metadata.Status });
    }

    private static AcceptorDecision Apply(ReplicaMetadata after) => new(new LogReply.Accepted(after), new ReplicaChange(after, [], Durable: true));
}
