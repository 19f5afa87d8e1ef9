using System.Collections.Immutable;
using MesosOrleans.Wire;

namespace MesosOrleans.Protocol;

/// <summary>
/// How an agent finds out whether a task is well (mesos.HealthCheck). Mesos 0.19 declares the HTTP kind and runs none;
/// command, TCP and grace period are those of later versions.
/// </summary>
[GenerateSerializer, Immutable, Alias("mesos.HealthCheck"), Message]
public sealed record HealthCheck
{
    /// <summary>A request to the task's host; null for another kind.</summary>
    [Id(1)]
    public HttpCheck? Http { get; init; }

    /// <summary>Seconds from the task's start to the first check.</summary>
    [Id(2)]
    public double DelaySeconds { get; init; } = 15;

    /// <summary>Seconds from the end of a check to the next.</summary>
    [Id(3)]
    public double IntervalSeconds { get; init; } = 10;

    /// <summary>Seconds after which a check counts as failed; 0 for no limit.</summary>
    [Id(4)]
    public double TimeoutSeconds { get; init; } = 20;

    /// <summary>This many failures in a row end the task.</summary>
    [Id(5), Wire(V1Name = "consecutive_failures")]
    public uint Failures { get; init; } = 3;

    /// <summary>Seconds from the task's start in which failures do not count, until one check has succeeded.</summary>
    [Id(6)]
    public double GracePeriodSeconds { get; init; } = 10;

    /// <summary>A command that exits with 0 if all is well; null for another kind.</summary>
    [Id(7)]
    public CommandInfo? Command { get; init; }

    /// <summary>Which kind it is; null as in 0.19, where the one that is given tells.</summary>
    [Id(8)]
    public HealthCheckType? Type { get; init; }

    /// <summary>A connection to the task's host; null for another kind.</summary>
    [Id(9)]
    public TcpCheck? Tcp { get; init; }
}

/// <summary>Kinds of health checks (mesos.HealthCheck.Type).</summary>
[WireEnum]
public enum HealthCheckType
{
    /// <summary>A kind that this version does not know.</summary>
    Unknown = 0,

    /// <summary>A command.</summary>
    Command = 1,

    /// <summary>An HTTP request.</summary>
    Http = 2,

    /// <summary>A TCP connection.</summary>
    Tcp = 3,
}

/// <summary>What is asked over HTTP (mesos.HealthCheck.HTTP).</summary>
[GenerateSerializer, Immutable, Alias("mesos.HealthCheck.HTTP"), Message]
public sealed record HttpCheck
{
    /// <summary>The port.</summary>
    [Id(1)]
    public required uint Port { get; init; }

    /// <summary>The path; null means <c>/</c>.</summary>
    [Id(2)]
    public string? Path { get; init; }

    /// <summary><c>http</c> or <c>https</c>; null means <c>http</c>.</summary>
    [Id(3)]
    public string? Scheme { get; init; }

    /// <summary>The statuses that mean that all is well; empty for 200 to 399.</summary>
    [Id(4)]
    public ImmutableArray<uint> Statuses { get; init; } = [];
}

/// <summary>Where a connection must be possible (mesos.HealthCheck.TCPCheckInfo).</summary>
[GenerateSerializer, Immutable, Alias("mesos.HealthCheck.TCPCheckInfo"), Message]
public sealed record TcpCheck
{
    /// <summary>The port.</summary>
    [Id(1)]
    public required uint Port { get; init; }
}
