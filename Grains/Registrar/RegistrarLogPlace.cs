using System.Collections.Immutable;

namespace MesosOrleans.Registrar;

/// <summary>Where the registry's log is kept, as the operator has decided.</summary>
public sealed record RegistrarLogPlace
{
    /// <summary>The name of the registry's log in its databases.</summary>
    public const string LogName = "registry";

    /// <summary>In memory, for tests: lost with the process.</summary>
    public static readonly RegistrarLogPlace Memory = new();

    /// <summary>The directory of the embedded default, one replica in a file; null: none.</summary>
    public string? WorkDir { get; init; }

    /// <summary>The embedded default's file in a work directory.</summary>
    public static string FileIn(string workDir) => Path.Combine(workDir, "replicated_log.db");

    /// <summary>Connection strings of the replicas in PostgreSQL; empty: none.</summary>
    public ImmutableArray<string> Replicas { get; init; } = [];

    /// <summary>--quorum.</summary>
    public int? Quorum { get; init; }

    /// <summary>--log_auto_initialize.</summary>
    public bool AutoInitialize { get; init; } = true;

    /// <summary>Null: the cluster has no place for it.</summary>
    public IRegistrarLogRecord? Record { get; init; }
}
