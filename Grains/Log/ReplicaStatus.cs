namespace MesosOrleans.Log;

/// <summary>Whether a replica may vote; numbers as in Mesos (Metadata.Status).</summary>
public enum ReplicaStatus
{
    /// <summary>Promises and accepts.</summary>
    Voting = 1,

    /// <summary>Has lost, or may have lost, promises: learns only, until it has caught up.</summary>
    Recovering = 2,

    /// <summary>Takes part in the first start of a set, see <see cref="LogInitialization"/>.</summary>
    Starting = 3,

    /// <summary>New tables: nothing is known.</summary>
    Empty = 4,
}
