namespace MesosOrleans.Registrar;

/// <summary>How a registrar uses its log.</summary>
public sealed record RegistrarLogOptions
{
    /// <summary>--registry_strict.</summary>
    public bool Strict { get; init; }

    /// <summary>--log_auto_initialize: whether a set of replicas that was never used may be started.</summary>
    public bool AutoInitialize { get; init; } = true;

    /// <summary>--registry_fetch_timeout: how long a recovery may take.</summary>
    public TimeSpan FetchTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>--registry_store_timeout: how long an append may take.</summary>
    public TimeSpan StoreTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A snapshot begins after this many operations, or as many as the registry holds items if those are more: so its cost per operation is
    /// constant.
    /// </summary>
    public int SnapshotEvery { get; init; } = 10_000;

    /// <summary>
    /// How many slaves, removed IDs and answers stand in one piece of a snapshot: what an operation may have to wait for.
    /// </summary>
    public int SnapshotPieceItems { get; init; } = 128;

    /// <summary>How often the replicas are looked at, and brought back if they have lost something.</summary>
    public TimeSpan TendInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>--quorum of a new log; null: the smallest majority.</summary>
    public int? Quorum { get; init; }

    /// <summary>Where the cluster remembers which log its registry is in; null: nowhere.</summary>
    public IRegistrarLogRecord? Record { get; init; }

    /// <summary>Runs the work; not the caller's, who may be busy with other things.</summary>
    public TaskScheduler Scheduler { get; init; } = TaskScheduler.Default;
}
