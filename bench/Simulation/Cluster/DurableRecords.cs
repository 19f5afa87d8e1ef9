using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Registrar;

namespace MesosOrleans.Bench.Simulation.Cluster;

/// <summary>
/// What outlives every silo: the registry (the log under it has a simulation of its own, so here it is one value), the list of frameworks, and each framework's state, which is written only over the version
/// that was read.
/// </summary>
internal sealed class DurableRecords(ClusterMachinery machinery, bool strict, ClusterModel model)
{
    private readonly Dictionary<FrameworkId, (FrameworkState State, int Version)> _states = [];
    private (Registry? Of, IReadOnlyList<SlaveId> Slaves) _order = (null, []);

    public Registry Registry { get; private set; } = Registry.Empty;

    /// <summary>Those of the registry, in an order that is the same in each run of a seed.</summary>
    public IReadOnlyList<SlaveId> Slaves => _order.Of == Registry
        ? _order.Slaves
        : (_order = (Registry, [.. Registry.Slaves.Keys.OrderBy(slave => slave.Value, StringComparer.Ordinal)])).Slaves;

    public HashSet<FrameworkId> Frameworks { get; } = [];

    /// <summary>The newest activation of the registrar: the log takes nothing from others.</summary>
    public RegistrarActivation? Registrar { get; set; }

    public RegistryVerdict Apply(RegistryOperation operation)
    {
        (Registry, var verdict) = machinery.Apply(Registry, operation, strict);
        model.Registered(Registry, operation, verdict);
        return verdict;
    }

    public (FrameworkState State, int Version) Read(FrameworkId framework) =>
        _states.TryGetValue(framework, out var stored) ? (Copy(stored.State), stored.Version) : (new FrameworkState(), 0);

    /// <summary>Writes over a version. False: another one is there.</summary>
    public bool Write(FrameworkId framework, FrameworkState state, int version)
    {
        if (_states.TryGetValue(framework, out var stored) ? stored.Version != version : version != 0)
            return false;
        _states[framework] = (Copy(state), version + 1);
        return true;
    }

    /// <summary>It has ended: nothing of it stays on record.</summary>
    public bool Clear(FrameworkId framework, int version) => Write(framework, new FrameworkState(), version) && _states.Remove(framework);

    private static FrameworkState Copy(FrameworkState state) => new()
    {
        Info = state.Info,
        Epoch = state.Epoch,
        Scheduler = state.Scheduler,
        FailoverDeadline = state.FailoverDeadline,
        RegisteredAt = state.RegisteredAt,
        ReregisteredAt = state.ReregisteredAt,
        Ending = state.Ending,
    };
}
