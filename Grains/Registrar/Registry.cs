using System.Collections.Immutable;
using MesosOrleans.Protocol;

namespace MesosOrleans.Registrar;

/// <summary>A slave of the registry, and the registration that made it one (empty if it was readmitted without).</summary>
public sealed record AdmittedSlave(SlaveInfo Info, Guid RegistrationId)
{
    public SlaveId Id => Info.Id ?? throw new ArgumentException("A slave of the registry has an ID.");
}

/// <summary>
/// Which slaves are part of the cluster, which were removed, and what was answered lately. Immutable: it changes by way of a <see cref="RegistryDraft"/>, which shares what
/// stays. Invariants: an ID is admitted or removed, never both; a registration has at most one admitted slave.
/// </summary>
public sealed class Registry
{
    /// <summary>How many removed IDs are kept (design, invariant 3).</summary>
    public const int RemovedMax = 100_000;

    /// <summary>How many operations are known again when repeated: a cluster that registers at once, and its retries.</summary>
    public const int AnsweredMax = 20_000;

    public static readonly Registry Empty = new(
        ImmutableDictionary<SlaveId, AdmittedSlave>.Empty,
        ImmutableDictionary<Guid, SlaveId>.Empty,
        new Remembered<SlaveId, bool>(RemovedMax),
        new Remembered<Guid, SlaveId>(AnsweredMax),
        0);

    internal Registry(ImmutableDictionary<SlaveId, AdmittedSlave> slaves, ImmutableDictionary<Guid, SlaveId> registrations,
        Remembered<SlaveId, bool> removed, Remembered<Guid, SlaveId> answered, long bytes)
    {
        Slaves = slaves;
        Registrations = registrations;
        Removed = removed;
        Answered = answered;
        Bytes = bytes;
    }

    public ImmutableDictionary<SlaveId, AdmittedSlave> Slaves { get; }

    /// <summary>Tombstones.</summary>
    public Remembered<SlaveId, bool> Removed { get; }

    /// <summary>The operations that changed something, and the slave that they were about.</summary>
    public Remembered<Guid, SlaveId> Answered { get; }

    /// <summary>Of the slaves, as <see cref="RegistrySize"/> counts.</summary>
    public long Bytes { get; }

    /// <summary>The slave that each registration was given, while it is admitted.</summary>
    internal ImmutableDictionary<Guid, SlaveId> Registrations { get; }
}
