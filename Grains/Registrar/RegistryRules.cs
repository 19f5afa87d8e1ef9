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
    /// <summary>Judges one operation, and carries it out upon the draft if it changes something.</summary>
    public static RegistryVerdict Apply(RegistryDraft draft, RegistryOperation operation, bool strict)
    {
        var verdict = Judge(draft, operation, strict);
        if (verdict is RegistryVerdict.Mutated)
            Mutate(draft, operation);
        return verdict;
    }

    public static (Registry Registry, RegistryVerdict Verdict) Apply(Registry registry, RegistryOperation operation, bool strict)
    {
        var draft = new RegistryDraft(registry);
        var verdict = Apply(draft, operation, strict);
        return (draft.ToRegistry(), verdict);
    }

    /// <summary>Carries out an operation that was judged to change the registry: what the log holds is not judged again.</summary>
    public static void Mutate(RegistryDraft draft, RegistryOperation operation)
    {
        switch (operation)
        {
            case RegistryOperation.Admit admit:
                draft.Add(new AdmittedSlave(admit.Info, admit.RegistrationId));
                break;
            case RegistryOperation.Readmit readmit:
                draft.Add(new AdmittedSlave(readmit.Info, Guid.Empty));
                break;
            case RegistryOperation.Remove remove:
                draft.Remove(remove.Slave);
                break;
            default:
                throw new ArgumentException($"The registry does not know the operation {operation.GetType().Name}.", nameof(operation));
        }

        draft.Remember(operation.Id, operation.Slave);
    }

    public static Registry Mutate(Registry registry, RegistryOperation operation)
    {
        var draft = new RegistryDraft(registry);
        Mutate(draft, operation);
        return draft.ToRegistry();
    }

    private static RegistryVerdict Judge(RegistryDraft registry, RegistryOperation operation, bool strict)
    {
        if (registry.AnswerOf(operation.Id) is { } first)
        {
            var gone = operation is not RegistryOperation.Remove && registry.IsRemoved(first);
            return gone ? Removed(first) : new RegistryVerdict.Unchanged(first);
        }

        return operation switch
        {
            RegistryOperation.Admit admit => Admit(registry, admit, strict),
            RegistryOperation.Readmit readmit => Readmit(registry, readmit.Slave, strict),
            _ => Remove(registry, operation.Slave, strict),
        };
    }

    private static RegistryVerdict Admit(RegistryDraft registry, RegistryOperation.Admit admit, bool strict)
    {
        var slave = admit.Slave;
        if (registry.OfRegistration(admit.RegistrationId) is { } before)
            return new RegistryVerdict.Unchanged(before);
        if (registry.IsRemoved(slave))
            return Removed(slave);
        if (!registry.IsAdmitted(slave))
            return new RegistryVerdict.Mutated(slave);
        return strict
            ? new RegistryVerdict.Refused(RegistryRefusal.AlreadyAdmitted, $"Slave {slave.Value} is already admitted.")
            : new RegistryVerdict.Unchanged(slave);
    }

    private static RegistryVerdict Readmit(RegistryDraft registry, SlaveId slave, bool strict)
    {
        if (registry.IsRemoved(slave))
            return Removed(slave);
        if (registry.IsAdmitted(slave))
            return new RegistryVerdict.Unchanged(slave);
        return strict ? NotAdmitted(slave) : new RegistryVerdict.Mutated(slave);
    }

    private static RegistryVerdict Remove(RegistryDraft registry, SlaveId slave, bool strict)
    {
        if (registry.IsAdmitted(slave))
            return new RegistryVerdict.Mutated(slave);
        return strict ? NotAdmitted(slave) : new RegistryVerdict.Unchanged(slave);
    }

    private static RegistryVerdict.Refused Removed(SlaveId slave) =>
        new(RegistryRefusal.Removed, $"Slave {slave.Value} was removed; a removed slave never comes back.");

    private static RegistryVerdict.Refused NotAdmitted(SlaveId slave) =>
        new(RegistryRefusal.NotAdmitted, $"Slave {slave.Value} is not admitted.");
}
