using System.Collections.Immutable;
using MesosOrleans.Authentication;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;

namespace MesosOrleans.Registrar;

/// <summary>Keeps the durable list of slaves of one pool (key "0"), and which frameworks are stored. Every answer follows an append to the log (design, invariant 2).</summary>
[Alias("mesos.IRegistrarGrain")]
public interface IRegistrarGrain : IGrainWithStringKey
{
    /// <summary>Admits a new slave. Repeated under the same registration ID it answers the same slave ID.</summary>
    [Alias("Admit"), CallableBy(Callers.Slaves)]
    Task<AdmitAnswer> Admit(Guid registrationId, SlaveInfo info);

    /// <summary>Confirms that a slave is part of the cluster (or, unless the registry is strict, makes an unknown one part of it).</summary>
    /// <param name="operationId">Names the question.</param>
    /// <param name="info">With its ID.</param>
    /// <param name="holder">The activation of the slave grain that asks, and the number of the agent's registration: from now on only it may remove the slave.</param>
    [Alias("Readmit")]
    Task<AdmitAnswer> Readmit(Guid operationId, SlaveInfo info, Epoch holder);

    /// <summary>Removes a slave for ever; harmless to repeat. <see cref="AdmitAnswer.Superseded"/>: another activation of its grain serves the slave, and nothing was done.</summary>
    /// <param name="operationId">Names the question.</param>
    /// <param name="slave">Which.</param>
    /// <param name="activation">Of the slave grain that asks; null: somebody else asks, whose word nobody has to confirm.</param>
    [Alias("Remove")]
    Task<AdmitAnswer> Remove(Guid operationId, SlaveId slave, Guid? activation = null);

    /// <summary>The info of an admitted slave; null if it is not part of the cluster.</summary>
    [Alias("Find")]
    Task<SlaveInfo?> Find(SlaveId slave);

    /// <summary>Draws an ID for a new framework and remembers that its grain has state.</summary>
    [Alias("AddFramework"), CallableBy(Callers.Frameworks)]
    Task<FrameworkId> AddFramework();

    /// <summary>Forgets a framework that ended; its view stays among the completed ones (the last 50).</summary>
    [Alias("RemoveFramework")]
    Task RemoveFramework(FrameworkId framework, FrameworkView? completed);

    /// <summary>The slaves and frameworks as they are now.</summary>
    [Alias("Read")]
    Task<RegistryView> Read();

    /// <summary>
    /// Who leads: the silo that hosts the registrar. It asks no quorum, so that it is cheap: an activation that was replaced and has not learnt it names itself
    /// for a moment still. Nothing may be decided by it.
    /// </summary>
    [Alias("Lead")]
    Task<MasterInfo> Lead();

    /// <summary>Why the registry cannot be changed now, for people: too few replicas of its log answer. Null: it can. It asks no quorum.</summary>
    [Alias("Trouble")]
    Task<string?> Trouble();

    /// <summary>
    /// A slave has no session, as its grain finds: if it is part of the cluster, it is removed unless it comes back in time. <see cref="AdmitAnswer.Refusal"/>: it was removed, which the grain had not heard. To be
    /// repeated as long as that is so. It asks no quorum: what was removed stays so.
    /// </summary>
    [Alias("Await")]
    Task<AdmitAnswer> Await(SlaveId slave);

    /// <summary>Called every second by each silo, so that the grain exists, and wakes the others after its recovery and after the loss of a silo.</summary>
    [Alias("Wake")]
    Task Wake();
}

/// <summary>The registrar's answer about one slave.</summary>
[GenerateSerializer, Immutable, Alias("mesos.AdmitAnswer")]
public sealed record AdmitAnswer
{
    /// <summary>Whose; null if refused before one was given.</summary>
    [Id(0)]
    public SlaveId? SlaveId { get; init; }

    /// <summary>Not null: refused, and why.</summary>
    [Id(1)]
    public string? Refusal { get; init; }

    /// <summary>All stored frameworks, so that the slave can tell them what it holds.</summary>
    [Id(2)]
    public ImmutableArray<FrameworkId> Frameworks { get; init; } = [];

    /// <summary>True: who asked is an activation that another one has taken over from; it must end.</summary>
    [Id(3)]
    public bool Superseded { get; init; }
}

/// <summary>The registry as it is.</summary>
[GenerateSerializer, Immutable, Alias("mesos.RegistryView")]
public sealed record RegistryView
{
    /// <summary>
    /// Who leads: the silo that hosts the registrar. It asks no quorum, so that it is cheap: an activation that was replaced and has not learnt it names itself
    /// for a moment still. Nothing may be decided by it.
    /// </summary>
    [Id(0)]
    public required MasterInfo Master { get; init; }

    /// <summary>Admitted slaves, with their IDs.</summary>
    [Id(1)]
    public ImmutableArray<SlaveInfo> Slaves { get; init; } = [];

    /// <summary>How many removed IDs are remembered.</summary>
    [Id(2)]
    public int RemovedSlaves { get; init; }

    /// <summary>Frameworks that have state.</summary>
    [Id(3)]
    public ImmutableArray<FrameworkId> Frameworks { get; init; } = [];

    /// <summary>Frameworks that ended, oldest first; at most 50 (rule 5.7).</summary>
    [Id(4)]
    public ImmutableArray<FrameworkView> Completed { get; init; } = [];
}
