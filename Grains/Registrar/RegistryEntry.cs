using System.Collections.Immutable;
using MesosOrleans.Protocol;

namespace MesosOrleans.Registrar;

/// <summary>What one entry of the log says of the registry.</summary>
public abstract record RegistryEntry
{
    private RegistryEntry()
    {
    }

    /// <summary>Operations that changed the registry, in order.</summary>
    public sealed record Operations(ImmutableArray<RegistryOperation> Items) : RegistryEntry;

    /// <summary>
    /// A part of the registry as it was when part 0 was appended. Operations may stand between the parts; a snapshot counts once all
    /// <paramref name="Count"/> parts are there.
    /// </summary>
    public sealed record SnapshotPiece(Guid Snapshot, int Index, int Count, ImmutableArray<SnapshotItem> Items) : RegistryEntry;
}

/// <summary>One thing that the registry holds.</summary>
public abstract record SnapshotItem
{
    private SnapshotItem()
    {
    }

    public sealed record Slave(AdmittedSlave Admitted) : SnapshotItem;

    public sealed record Tombstone(SlaveId Removed) : SnapshotItem;

    public sealed record Answer(Guid Operation, SlaveId Given) : SnapshotItem;
}
