using System.Collections.Immutable;
using MesosOrleans.Storage;

namespace MesosOrleans.Log;

/// <summary>
/// The first start of a set (Mesos 0.19 src/log/recover.cpp, but counting the configured replicas instead of 2·quorum−1). In two steps, so
/// that a start killed half-way goes on: all EMPTY or STARTING: the EMPTY ones become STARTING; none EMPTY any more, and all STARTING or
/// VOTING: the STARTING ones become VOTING. A replica that is EMPTY beside one that votes has lost its promises: it never comes back this
/// way.
/// </summary>
public static class LogInitialization
{
    /// <summary>The moves to make now, by replica; none if the set is initialised, or cannot be this way.</summary>
    public static ImmutableArray<(int Replica, ReplicaStatus From, ReplicaStatus To)> Plan(IReadOnlyList<ReplicaStatus> statuses)
    {
        if (statuses.All(status => status is ReplicaStatus.Empty or ReplicaStatus.Starting) && statuses.Contains(ReplicaStatus.Empty))
            return Moves(statuses, ReplicaStatus.Empty, ReplicaStatus.Starting);
        if (statuses.All(status => status is ReplicaStatus.Starting or ReplicaStatus.Voting))
            return Moves(statuses, ReplicaStatus.Starting, ReplicaStatus.Voting);
        return [];
    }

    /// <summary>
    /// Carries the plan out; answers whether anything was initialised. Ends at once where a majority votes. Otherwise every replica must
    /// answer, or nothing is done.
    /// </summary>
    public static async Task<bool> Run(IReadOnlyList<ILogReplica> replicas, long ensemble, CancellationToken cancellation)
    {
        var moved = false;
        while (true)
        {
            if (await Statuses(replicas, cancellation) is not { } statuses)
                return moved;
            var plan = Plan(statuses);
            if (plan.IsEmpty)
                return moved;

            var replies = await Task.WhenAll(
                plan.Select(move => replicas[move.Replica].Move(new StatusRequest(ensemble, move.From, move.To), cancellation)));
            if (replies.FirstOrDefault(reply => reply is LogReply.WrongEnsemble) is { } refused)
                throw new StoreException($"A replica is part of version {refused.Metadata.Ensemble} of the ensemble, not of {ensemble}.");
            moved = true;
        }
    }

    /// <summary>Null if a majority votes, or one does not answer.</summary>
    private static async Task<ReplicaStatus[]?> Statuses(IReadOnlyList<ILogReplica> replicas, CancellationToken cancellation)
    {
        var asked = replicas.Select(replica => replica.Describe(cancellation)).ToList();
        var voting = 0;
        var failed = false;
        await foreach (var answer in Task.WhenEach(asked).WithCancellation(cancellation))
        {
            failed |= !answer.IsCompletedSuccessfully;
            voting += answer.IsCompletedSuccessfully && answer.Result.Status == ReplicaStatus.Voting ? 1 : 0;
            if (voting > replicas.Count / 2 && voting < replicas.Count)
                return null;
        }

        return failed ? null : [.. asked.Select(answer => answer.Result.Status)];
    }

    private static ImmutableArray<(int Replica, ReplicaStatus From, ReplicaStatus To)> Moves(
        IReadOnlyList<ReplicaStatus> statuses, ReplicaStatus from, ReplicaStatus to) =>
        [.. Enumerable.Range(0, statuses.Count).Where(i => statuses[i] == from).Select(i => (i, from, to))];
}
