using MesosOrleans.Log;
using MesosOrleans.Storage;

namespace MesosOrleans.Registrar;

/// <summary>Which log may be this cluster's registry: a wrong one, or an empty one in its place, would shut every slave down.</summary>
public static class RegistrarLogRules
{
    /// <summary>Judges the replicas that have answered.</summary>
    /// <param name="shown">By name, how each stands.</param>
    /// <param name="recorded">The log that the cluster remembers; null if none.</param>
    /// <exception cref="StoreException">They hold another log, or different ones, or two names lead to one of them.</exception>
    public static void Check(IReadOnlyCollection<(string Name, ReplicaMetadata Metadata)> shown, Guid? recorded)
    {
        if (shown.GroupBy(replica => replica.Metadata.Incarnation.Id).FirstOrDefault(group => group.Count() > 1) is { } same)
        {
            throw new StoreException($"{string.Join(" and ", same.Select(replica => replica.Name))} are one database; "
                + "name each replica once in --log_replicas.");
        }

        // Who is STARTING has no log yet: what it will be part of can still change.
        var logs = shown.Where(replica => replica.Metadata.Status is ReplicaStatus.Voting or ReplicaStatus.Recovering)
            .GroupBy(replica => replica.Metadata.Ensemble.Log).ToList();
        if (logs.Count > 1)
        {
            throw new StoreException($"The replicas {logs[0].First().Name} and {logs[1].First().Name} hold different logs, {logs[0].Key} and {logs[1].Key}: "
                + "one of them belongs to another cluster. Name only replicas of one log in --log_replicas.");
        }

        if (logs.Count == 1)
            Check(logs[0].Key, recorded, logs[0].First().Name);
    }

    /// <summary>Judges the log that was found.</summary>
    /// <exception cref="StoreException">It is not the one that the cluster remembers.</exception>
    public static void Check(Guid found, Guid? recorded, string where)
    {
        if (recorded is { } known && known != found)
        {
            throw new StoreException($"{where} holds the log {found}, and this cluster's registry is in the log {known}: "
                + "name its replicas in --log_replicas, or the database of the other cluster in --cluster_database.");
        }
    }

    /// <summary>Judges an absent log.</summary>
    /// <exception cref="StoreException">The cluster remembers that it had one.</exception>
    public static void CheckAbsent(Guid? recorded, string reason)
    {
        if (recorded is { } known)
        {
            throw new StoreException($"This cluster's registry is in the log {known}, and none of the replicas that answer is part of it. It is not begun anew by itself, "
                + "since an empty registry would shut every slave down. Bring its replicas back; if they are lost for good, make the cluster database forget it "
                + $"(UPDATE mesos_cluster SET log_id = NULL) and start again. ({reason})");
        }
    }
}
