namespace MesosOrleans.Http;

/// <summary>What a silo knows of itself from its start on, for its documents and pages.</summary>
public sealed record SiloFacts
{
    /// <summary>The level of Mesos whose endpoints these are; existing tools read it to know which fields to expect.</summary>
    public const string MesosVersion = "0.19.0";

    /// <summary><c>YYYYMMDD-HHMMSS-ip-port-process</c>, drawn at the start (rule 1.7).</summary>
    public required string Id { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The address that others reach its HTTP by.</summary>
    public required string Ip { get; init; }

    public required int Port { get; init; }

    public required string Hostname { get; init; }

    /// <summary>Flag to text, of all flags that have a value; secrets masked.</summary>
    public required IReadOnlyDictionary<string, string> ShownFlags { get; init; }

    /// <summary>The cluster's name for people; null without <c>--cluster</c>.</summary>
    public string? Cluster { get; init; }

    /// <summary>Of this product.</summary>
    public required string Version { get; init; }

    /// <summary>When this program was built.</summary>
    public required DateTimeOffset BuiltAt { get; init; }

    public string Pid => $"master@{Ip}:{Port}";
}
