using System.Collections.Immutable;
using MesosOrleans.Storage;

namespace MesosOrleans.Log;

/// <summary>
/// The first start of a set (Mesos 0.19 src/log/recover.cpp, but counting the configured replicas instead of 2·quorum−1). In two steps, so
/// that a start killed half-way goes on. First all, being EMPTY or STARTING, become STARTING for one new log; then all that were seen so
/// begin to vote. The log's ID is drawn by the one who sends it, and sent to each replica in the life that it saw: so all STARTING for one
/// log means that all are in these lives, whoever looks. Attempts are numbered and a replica never goes back to an earlier one: so if all
/// were seen STARTING for a later log, nobody ever votes in an earlier one, and the other way round. A replica that is EMPTY beside one
/// that votes has lost its promises: it never comes back this way.
/// </summary>
public static class LogInitialization
{
    // Two that start the same set at the same time take turns in spoiling it; who has lost so often leaves it to the other.
    private const int RoundsMax = 8;

    /// <summary>What to ask of each replica now; null: nothing. All null if the set is initialised, or cannot be this way.</summary>
    /// <param name="shown">How all of them stand; null: it does not answer.</param>
    /// <param name="first">The first version of the ensemble, of a new log.</param>
    public static ImmutableArray<LogRequest?> Plan(IReadOnlyList<(string Name, ReplicaMetadata? Metadata)> shown, Ensemble first)
    {
        var voter = shown.Select(replica => replica.Metadata).FirstOrDefault(replica => replica?.Status is ReplicaStatus.Voting or ReplicaStatus.Recovering);
        if (voter is not null)
        {
            return [.. shown.Select(replica => replica.Metadata is { Status: ReplicaStatus.Starting } late
                && voter.Known[replica.Name]?.Incarnation == late.Incarnation ? new VoteRequest(late.Incarnation, late.Ensemble.Log, voter.Ensemble, voter.Known) : null)];
        }

        if (shown.Any(replica => replica.Metadata is null))
            return [.. shown.Select(_ => (LogRequest?)null)];

        var started = shown[0].Metadata!.Ensemble;
        if (shown.All(replica => replica.Metadata!.Status == ReplicaStatus.Starting && replica.Metadata.Ensemble.Log == started.Log))
        {
            var lives = shown.Aggregate(Sightings.None, (lives, replica) => lives.Merge(new Sighting(replica.Name, replica.Metadata!.Incarnation, 0)));
            return [.. shown.Select(replica => new VoteRequest(replica.Metadata!.Incarnation, started.Log, started, lives))];
        }

        var attempt = shown.Max(replica => replica.Metadata!.Promised) + 1;
        return [.. shown.Select(replica => new StartRequest(replica.Metadata!.Incarnation, first, attempt))];
    }

    /// <summary>
    /// Carries the plan out for all replicas that the set shall have; answers whether anything was initialised. Without a quorum, it is the
    /// smallest majority.
    /// </summary>
    /// <exception cref="StoreException">Somebody else starts it at the same time.</exception>
    public static async Task<bool> Run(IReadOnlyList<ILogReplica> replicas, int? quorum, Func<Guid> draw, CancellationToken cancellation)
    {
        var names = replicas.Select(replica => replica.Name).ToList();
        for (var round = 0; round < RoundsMax; round++)
        {
            var shown = await Task.WhenAll(replicas.Select(replica => LogDirectory.Look(replica, cancellation)));
            var plan = Plan([.. shown.Index().Select(item => (replicas[item.Index].Name, item.Item))], Ensemble.First(draw(), names, quorum));
            if (plan.All(request => request is null))
                return round > 0;

            await Task.WhenAll(plan.Index().Where(item => item.Item is not null).Select(item => replicas[item.Index].Ask(item.Item!, cancellation)));
        }

        throw new StoreException("The log's replicas are being initialised by somebody else at the same time; try again.");
    }
}
