using System.Collections.Immutable;
using MesosOrleans.Values;
using MesosOrleans.Wire;

namespace MesosOrleans.Protocol;

/// <summary>Resources of one slave that one framework may use now (mesos.Offer). It lives in the slave's ledger and ends by accept, decline or rescind.</summary>
[GenerateSerializer, Immutable, Alias("mesos.Offer"), Message]
public sealed record Offer
{
    /// <summary>Names it when it is accepted or declined.</summary>
    [Id(1)]
    public required OfferId Id { get; init; }

    /// <summary>Whom it is for.</summary>
    [Id(2)]
    public required FrameworkId FrameworkId { get; init; }

    /// <summary>Whose resources they are.</summary>
    [Id(3)]
    public required SlaveId SlaveId { get; init; }

    /// <summary>The slave's host name.</summary>
    [Id(4)]
    public required string Hostname { get; init; }

    /// <summary>What may be used.</summary>
    [Id(5)]
    public required Resources Resources { get; init; }

    /// <summary>The slave's attributes.</summary>
    [Id(7)]
    public Attributes Attributes { get; init; } = Attributes.Empty;

    /// <summary>Executors of the framework that run on the slave already.</summary>
    [Id(6)]
    public ImmutableArray<ExecutorId> ExecutorIds { get; init; } = [];

    /// <summary>The slave's session that it belongs to; an accept carries it back. Ours, not of Mesos.</summary>
    [Id(100)]
    public Sessions.Epoch SlaveEpoch { get; init; }
}

/// <summary>What shall not be offered again for a while after a decline, or what a launch left over (mesos.Filters).</summary>
[GenerateSerializer, Immutable, Alias("mesos.Filters"), Message]
public sealed record Filters
{
    /// <summary>The 5 seconds that hold when a scheduler says nothing (rule 7.7).</summary>
    public static readonly Filters Default = new();

    /// <summary>Offer it again as soon as there is reason to.</summary>
    public static readonly Filters None = new() { RefuseSeconds = 0 };

    /// <summary>Seconds. 0: no filter. Negative, not a number or beyond 292 years: 5 s.</summary>
    [Id(1)]
    public double RefuseSeconds { get; init; } = 5;
}
