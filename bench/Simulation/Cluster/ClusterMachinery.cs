using MesosOrleans.Allocation;
using MesosOrleans.Frameworks;
using MesosOrleans.Registrar;
using MesosOrleans.Sessions;
using MesosOrleans.Slaves;

namespace MesosOrleans.Bench.Simulation.Cluster;

/// <summary>What is simulated: the product as it is, or as a test has broken it. Nothing else of the product looks here.</summary>
internal sealed record ClusterMachinery
{
    /// <summary>What an operation does to the registry.</summary>
    public Func<Registry, RegistryOperation, bool, (Registry Registry, RegistryVerdict Verdict)> Apply { get; init; } = RegistryRules.Apply;

    /// <summary>Whether an agent, whose epoch is the first, takes commands of the second.</summary>
    public Func<Epoch, Epoch, bool> IsCurrent { get; init; } = (own, given) => own == given;

    /// <summary>What a restarted agent finds of the former process.</summary>
    public Func<AgentRegistration, AgentRegistration> Recover { get; init; } = former => former;

    /// <summary>What a slave grain hears of an agent's registration.</summary>
    public Func<AgentRegistration, AgentRegistration> Hear { get; init; } = registration => registration;

    /// <summary>What a slave grain hears of a framework's calls.</summary>
    public Func<FrameworkSubmission, FrameworkSubmission> Submit { get; init; } = submission => submission;

    /// <summary>What the allocator hears of a ledger.</summary>
    public Func<LedgerReport, LedgerReport> Report { get; init; } = report => report;

    /// <summary>The decision to remove a slave.</summary>
    public Action<SlaveMachine, SlaveEffects> BeginRemoval { get; init; } = (machine, effects) => machine.BeginRemoval(effects);

    /// <summary>Sees what follows from a step of a slave, before it is carried out.</summary>
    public Action<SlaveMachine, SlaveEffects> SlaveStep { get; init; } = (_, _) => { };

    /// <summary>Sees what follows from a step of a framework, before it is carried out.</summary>
    public Action<FrameworkEffects> FrameworkStep { get; init; } = _ => { };

    /// <summary>What an agent believes to have.</summary>
    public Func<Values.Resources, Values.Resources> AgentTotal { get; init; } = total => total;
}
