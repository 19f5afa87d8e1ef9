using MesosOrleans.Protocol;

namespace MesosOrleans.Registrar;

/// <summary>A change of the registry, asked under an ID: who repeats it under that ID gets the first answer.</summary>
public abstract record RegistryOperation(Guid Id)
{
    /// <summary>The slave that it is about.</summary>
    public abstract SlaveId Slave { get; }

    /// <summary>
    /// Makes a new slave part of the cluster, under the ID that its info carries, unless the registration has one already.
    /// </summary>
    public sealed record Admit(Guid Id, Guid RegistrationId, SlaveInfo Info) : RegistryOperation(Id)
    {
        public override SlaveId Slave => Info.Id ?? throw new ArgumentException("An operation names its slave: Info.Id is null.");
    }

    /// <summary>Confirms that a slave which comes back is part of the cluster. Its info is not refreshed.</summary>
    public sealed record Readmit(Guid Id, SlaveInfo Info) : RegistryOperation(Id)
    {
        public override SlaveId Slave => Info.Id ?? throw new ArgumentException("An operation names its slave: Info.Id is null.");
    }

    /// <summary>Removes a slave for ever.</summary>
    public sealed record Remove(Guid Id, SlaveId Slave) : RegistryOperation(Id)
    {
        public override SlaveId Slave { get; } = Slave;
    }
}
