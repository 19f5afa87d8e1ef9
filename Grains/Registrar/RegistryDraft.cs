using System.Collections.Immutable;
using MesosOrleans.Protocol;

namespace MesosOrleans.Registrar;

/// <summary>
/// A registry that is being changed. One draft for many changes is several times cheaper than a registry for each; a change costs the same whatever the number of slaves. The registry that it
/// began with stays as it is.
/// </summary>
public sealed class RegistryDraft
{
    private readonly ImmutableDictionary<SlaveId, AdmittedSlave>.Builder _slaves;
    private readonly ImmutableDictionary<Guid, SlaveId>.Builder _registrations;
    private readonly RememberedDraft<SlaveId, bool> _removed;
    private readonly RememberedDraft<Guid, SlaveId> _answered;
    private readonly Registry _before;
    private long _bytes;
    private bool _changed;

    public RegistryDraft(Registry before)
    {
        _before = before;
        _slaves = before.Slaves.ToBuilder();
        _registrations = before.Registrations.ToBuilder();
        _removed = before.Removed.Draft();
        _answered = before.Answered.Draft();
        _bytes = before.Bytes;
    }

    public bool IsAdmitted(SlaveId slave) => _slaves.ContainsKey(slave);

    public bool IsRemoved(SlaveId slave) => _removed.TryGet(slave, out _);

    /// <summary>The slave that an operation was about; null if it is not known any more, or changed nothing.</summary>
    public SlaveId? AnswerOf(Guid operation) => _answered.TryGet(operation, out var slave) ? slave : null;

    /// <summary>The slave that this registration was given, while it is admitted.</summary>
    public SlaveId? OfRegistration(Guid registration) => _registrations.TryGetValue(registration, out var slave) ? slave : null;

    public void Add(AdmittedSlave slave)
    {
        _bytes += RegistrySize.Of(slave.Info) - SizeOf(slave.Id);
        _slaves[slave.Id] = slave;
        if (slave.RegistrationId != Guid.Empty)
        {
            _registrations[slave.RegistrationId] = slave.Id;
        }

        _changed = true;
    }

    public void Remove(SlaveId slave)
    {
        if (_slaves.TryGetValue(slave, out var admitted))
        {
            _bytes -= SizeOf(slave);
            _slaves.Remove(slave);
            _registrations.Remove(admitted.RegistrationId);
        }

        _removed.Add(slave, true);
        _changed = true;
    }

    public void Remember(Guid operation, SlaveId slave)
    {
        _answered.Add(operation, slave);
        _changed = true;
    }

    /// <summary>The registry as it is now; the one of before if nothing has changed.</summary>
    public Registry ToRegistry() => _changed
        ? new Registry(_slaves.ToImmutable(), _registrations.ToImmutable(), _removed.ToRemembered(), _answered.ToRemembered(), _bytes)
        : _before;

    private int SizeOf(SlaveId slave) => _slaves.TryGetValue(slave, out var admitted) ? RegistrySize.Of(admitted.Info) : 0;
}
