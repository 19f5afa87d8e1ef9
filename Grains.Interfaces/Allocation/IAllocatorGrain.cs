using System.Collections.Immutable;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Allocation;

/// <summary>Decides whom to offer what, for one pool. It proposes; the slave's ledger decides. Everything it knows can be asked for again.</summary>
[Alias("mesos.IAllocatorGrain")]
public interface IAllocatorGrain : IGrainWithStringKey
{
    /// <summary>The ledger of a slave after a change; older versions than one seen are ignored.</summary>
    [Alias("ReportLedger")]
    Task ReportLedger(LedgerReport report);

    /// <summary>A slave was removed.</summary>
    [Alias("RemoveSlave")]
    Task RemoveSlave(SlaveId slave);

    /// <summary>A framework came, went inactive, came back, or revived.</summary>
    [Alias("SetFramework")]
    Task SetFramework(FrameworkReport report);

    /// <summary>A framework ended.</summary>
    [Alias("RemoveFramework")]
    Task RemoveFramework(FrameworkId framework);

    /// <summary>Called every second by each silo, so that the grain exists.</summary>
    [Alias("Wake")]
    Task Wake();

    /// <summary>Roles with weights, for people.</summary>
    [Alias("DescribeRoles")]
    Task<ImmutableArray<RoleView>> DescribeRoles();
}

/// <summary>A slave's ledger as the allocator needs it.</summary>
[GenerateSerializer, Immutable, Alias("mesos.LedgerReport")]
public sealed record LedgerReport
{
    /// <summary>Whose.</summary>
    [Id(0)]
    public required SlaveId SlaveId { get; init; }

    /// <summary>The slave grain's activation; versions are comparable within it.</summary>
    [Id(1)]
    public required Guid Activation { get; init; }

    /// <summary>Rises with each change of the ledger.</summary>
    [Id(2)]
    public required long Version { get; init; }

    /// <summary>False: nothing of it may be offered now.</summary>
    [Id(3)]
    public bool Active { get; init; }

    /// <summary>As in the slave's info.</summary>
    [Id(4)]
    public bool Checkpoint { get; init; }

    /// <summary>Everything.</summary>
    [Id(5)]
    public Resources Total { get; init; } = Resources.Empty;

    /// <summary>Used and offered, one entry a framework.</summary>
    [Id(6)]
    public ImmutableArray<FrameworkShare> Shares { get; init; } = [];

    /// <summary>What frameworks refused since the last report.</summary>
    [Id(7)]
    public ImmutableArray<Refusal> Refusals { get; init; } = [];

    /// <summary>As in the slave's info.</summary>
    [Id(8)]
    public string Hostname { get; init; } = "";
}

/// <summary>What one framework holds on one slave, used and offered.</summary>
[GenerateSerializer, Immutable]
public readonly record struct FrameworkShare([property: Id(0)] FrameworkId FrameworkId, [property: Id(1)] Resources Resources);

/// <summary>Resources that a framework does not want for a while.</summary>
[GenerateSerializer, Immutable]
public readonly record struct Refusal(
    [property: Id(0)] FrameworkId FrameworkId,
    [property: Id(1)] Resources Resources,
    [property: Id(2)] double RefuseSeconds,
    [property: Id(3)] long Revives);

/// <summary>What the allocator wants a slave to offer.</summary>
[GenerateSerializer, Immutable]
public readonly record struct OfferRequest([property: Id(0)] FrameworkId FrameworkId, [property: Id(1)] Resources Resources);

/// <summary>What the allocator needs to know of a framework.</summary>
[GenerateSerializer, Immutable, Alias("mesos.FrameworkReport")]
public sealed record FrameworkReport
{
    /// <summary>Which.</summary>
    [Id(0)]
    public required FrameworkId FrameworkId { get; init; }

    /// <summary>Its role.</summary>
    [Id(1)]
    public required string Role { get; init; }

    /// <summary>True while a scheduler is subscribed.</summary>
    [Id(2)]
    public required bool Active { get; init; }

    /// <summary>As in its info.</summary>
    [Id(3)]
    public required bool Checkpoint { get; init; }

    /// <summary>Rises with each revive and each subscription: all filters of before are void.</summary>
    [Id(4)]
    public long Revives { get; init; }

    /// <summary>Number of the framework's newest epoch, as far as this activation of its grain knows: what carries less comes from one that was taken over from.</summary>
    [Id(5)]
    public long Epoch { get; init; }
}

/// <summary>What people see of a role.</summary>
[GenerateSerializer, Immutable, Alias("mesos.RoleView")]
public sealed record RoleView([property: Id(0)] string Name, [property: Id(1)] double Weight);
