using System.Collections.Immutable;
using MesosOrleans.Protocol;

namespace MesosOrleans.Registrar;

/// <summary>A slave of the registry, and the registration that made it one (empty if it was readmitted without).</summary>
public sealed record AdmittedSlave(SlaveInfo Info, Guid RegistrationId)
{
    public SlaveId Id => Info.Id ?? throw new ArgumentException("A slave of the registry has an ID.");
}

/// <summary>
/// Which slaves are part of the cluster, which were removed, and what was answered lately. Immutable; a change costs the same whatever the
/// number of slaves. Invariants: an ID is admitted or removed, never both; a registration has at most one admitted slave.
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

    private readonly ImmutableDictionary<Guid, SlaveId> _registrations;

    private Registry(ImmutableDictionary<SlaveId, AdmittedSlave> slaves, ImmutableDictionary<Guid, SlaveId> registrations,
        Remembered<SlaveId, bool> removed, Remembered<Guid, SlaveId> answered, long bytes)
    {
        Slaves = slaves;
        _registrations = registrations;
        Removed = removed;
        Answered = answered;
        Bytes = bytes;
    }

    public ImmutableDictionary<SlaveId, AdmittedSlave> Slaves { get; }

    /// <summary>Of the slaves, as <see cref="RegistrySize"/> counts.</summary>
    public long Bytes { get; }

    /// <summary>Tombstones.</summary>
    public Remembered<SlaveId, bool> Removed { get; }

    /// <summary>The operations that changed something, and the slave that they were about.</summary>
    public Remembered<Guid, SlaveId> Answered { get; }

    /// <summary>The slave that this registration was given, while it is admitted.</summary>
    public SlaveId? OfRegistration(Guid registration) => _registrations.TryGetValue(registration, out var slave) ? slave : null;

    public Registry Add(AdmittedSlave slave) => new(
        Slaves.SetItem(slave.Id, slave),
        slave.RegistrationId == Guid.Empty ? _registrations : _registrations.SetItem(slave.RegistrationId, slave.Id),
        Removed,
        Answered,
        Bytes + RegistrySize.Of(slave.Info) - SizeOf(slave.Id));

    public Registry Remove(SlaveId slave) => new(
        Slaves.Remove(slave),
        Slaves.TryGetValue(slave, out var admitted) ? _registrations.Remove(admitted.RegistrationId) : _registrations,
        Removed.With(slave, true),
        Answered,
        Bytes - SizeOf(slave));

    public Registry Remember(Guid operation, SlaveId slave) => new(Slaves, _registrations, Removed, Answered.With(operation, slave), Bytes);

    private int SizeOf(SlaveId slave) => Slaves.TryGetValue(slave, out var admitted) ? RegistrySize.Of(admitted.Info) : 0;
}
