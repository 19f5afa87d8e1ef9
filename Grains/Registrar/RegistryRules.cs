using MesosOrleans.Protocol;

namespace MesosOrleans.Registrar;

/// <summary>
/// What an operation does to the registry (Mesos 0.19 src/master/master.hpp, AdmitSlave, ReadmitSlave, RemoveSlave).
///
/// Deviations from 0.19, each on purpose: a removed ID is refused in both modes (0.19's non-strict registry forgets it, so that a slave
/// whose tasks were reported lost can come back with them); an operation that is repeated under its ID, and an admission under its
/// registration, gets its first answer instead of an error, unless its slave was removed since then.
/// </summary>
public static class RegistryRules
{
    public static (Registry Registry, RegistryVerdict Verdict) Apply(Registry registry, RegistryOperation operation, bool strict)
    {
        var verdict = Judge(registry, operation, strict);
        return (verdict is RegistryVerdict.Mutated ? Mutate(registry, operation) : registry, verdict);
    }

    /// <summary>What an operation that was judged to change the registry does to it; the way of replay, whatever is strict today.</summary>
    public static Registry Mutate(Registry registry, RegistryOperation operation)
    {
        var changed = operation switch
        {
            RegistryOperation.Admit admit => registry.Add(new AdmittedSlave(admit.Info, admit.RegistrationId)),
            RegistryOperation.Readmit readmit => registry.Add(new AdmittedSlave(readmit.Info, Guid.Empty)),
            RegistryOperation.Remove remove => registry.Remove(remove.Slave),
            _ => throw new ArgumentException($"The registry does not know the operation {operation.GetType().Name}.", nameof(operation)),
        };
        return changed.Remember(operation.Id, operation.Slave);
    }

    private static RegistryVerdict Judge(Registry registry, RegistryOperation operation, bool strict)
    {
        if (registry.Answered.TryGet(operation.Id, out var first))
        {
            var gone = operation is not RegistryOperation.Remove && registry.Removed.Contains(first);
            return gone ? Removed(first) : new RegistryVerdict.Unchanged(first);
        }

        return operation switch
        {
            RegistryOperation.Admit admit => Admit(registry, admit, strict),
            RegistryOperation.Readmit readmit => Readmit(registry, readmit.Slave, strict),
            _ => Remove(registry, operation.Slave, strict),
        };
    }

    private static RegistryVerdict Admit(Registry registry, RegistryOperation.Admit admit, bool strict)
    {
        var slave = admit.Slave;
        if (registry.OfRegistration(admit.RegistrationId) is { } before)
            return new RegistryVerdict.Unchanged(before);
        if (registry.Removed.Contains(slave))
            return Removed(slave);
        if (!registry.Slaves.ContainsKey(slave))
            return new RegistryVerdict.Mutated(slave);
        return strict
            ? new RegistryVerdict.Refused(RegistryRefusal.AlreadyAdmitted, $"Slave {slave.Value} is already admitted.")
            : new RegistryVerdict.Unchanged(slave);
    }

    private static RegistryVerdict Readmit(Registry registry, SlaveId slave, bool strict)
    {
        if (registry.Removed.Contains(slave))
            return Removed(slave);
        if (registry.Slaves.ContainsKey(slave))
            return new RegistryVerdict.Unchanged(slave);
        return strict ? NotAdmitted(slave) : new RegistryVerdict.Mutated(slave);
    }

    private static RegistryVerdict Remove(Registry registry, SlaveId slave, bool strict)
    {
        if (registry.Slaves.ContainsKey(slave))
            return new RegistryVerdict.Mutated(slave);
        return strict ? NotAdmitted(slave) : new RegistryVerdict.Unchanged(slave);
    }

    private static RegistryVerdict.Refused Removed(SlaveId slave) =>
        new(RegistryRefusal.Removed, $"Slave {slave.Value} was removed; a removed slave never comes back.");

    private static RegistryVerdict.Refused NotAdmitted(SlaveId slave) =>
        new(RegistryRefusal.NotAdmitted, $"Slave {slave.Value} is not admitted.");
}
