namespace MesosOrleans.Protocol;

/// <summary>The silo that hosts the registrar, as operators see it (mesos.MasterInfo).</summary>
[GenerateSerializer, Immutable, Alias("mesos.MasterInfo")]
public sealed record MasterInfo
{
    /// <summary><c>YYYYMMDD-HHMMSS-ip-port-pid</c> (rule 1.7).</summary>
    [Id(1)]
    public required string Id { get; init; }

    /// <summary>The address of its HTTP endpoints as text.</summary>
    [Id(2)]
    public required string Ip { get; init; }

    /// <summary>The port of its HTTP endpoints.</summary>
    [Id(3)]
    public required int Port { get; init; }

    /// <summary><c>master@ip:port</c>.</summary>
    [Id(4)]
    public required string Pid { get; init; }

    /// <summary>The name that it is reached by.</summary>
    [Id(5)]
    public required string Hostname { get; init; }

    /// <summary>When it became the leader. Ours, for <c>elected_time</c>.</summary>
    [Id(100)]
    public DateTimeOffset ElectedAt { get; init; }
}
