using MesosOrleans.Protocol;

namespace MesosOrleans.Registrar;

/// <summary>What became of an operation.</summary>
public abstract record RegistryVerdict
{
    private RegistryVerdict()
    {
    }

    /// <summary>The registry changed.</summary>
    public sealed record Mutated(SlaveId Slave) : RegistryVerdict;

    /// <summary>
    /// The registry already was as asked. Of an admission that was asked before, the slave is the one of the first answer.
    /// </summary>
    public sealed record Unchanged(SlaveId Slave) : RegistryVerdict;

    /// <summary>Refused; the message is for people.</summary>
    public sealed record Refused(RegistryRefusal Reason, string Message) : RegistryVerdict;
}

/// <summary>Why an operation is refused.</summary>
public enum RegistryRefusal
{
    /// <summary>Strict: an ID that is present is admitted again by another registration.</summary>
    AlreadyAdmitted,

    /// <summary>Strict: the ID is not part of the cluster.</summary>
    NotAdmitted,

    /// <summary>The ID was removed: whoever shows it is to shut down.</summary>
    Removed,
}
