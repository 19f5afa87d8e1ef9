using MesosOrleans.Values;

namespace MesosOrleans.Bench.Simulation.Cluster;

/// <summary>What a run showed; without a violation, all is well. The trace is empty unless it was asked for.</summary>
internal sealed record ClusterOutcome(string? Violation, int Events, int Launches, int Told, IReadOnlyList<string> Trace);

/// <summary>
/// The real rules of agents, slaves, frameworks, schedulers, the allocator and the registry, in silos and on machines that crash, pause and are cut off, over a network that is late, loses and doubles; then
/// everything heals, and what is left must be what was promised.
/// </summary>
internal sealed class ClusterSimulation
{
    private const int EventsMax = 30_000_000;
    private static readonly TimeSpan Healed = TimeSpan.FromSeconds(1_000);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    private readonly ClusterScenario _scenario;
    private readonly SimulatedCluster _cluster;
    private readonly List<AgentMachine> _machines = [];
    private readonly List<FrameworkUser> _users = [];
    private readonly List<string>? _trace;

    private ClusterSimulation(ClusterScenario scenario, ClusterMachinery machinery, bool traced)
    {
        _scenario = scenario;
        _trace = traced ? [] : null;
        _cluster = new SimulatedCluster(scenario, machinery, traced ? _trace!.Add : null);
        var random = _cluster.World.Random;
        for (var i = 0; i < scenario.Slaves; i++)
            _machines.Add(new AgentMachine(_cluster, i, Resources.Parse($"cpus:{random.Next(2, 6)};mem:{random.Next(2, 6) * 128}"), random.Next(4) > 0));
        for (var i = 0; i < scenario.Frameworks.Length; i++)
            _users.Add(new FrameworkUser(_cluster, i, scenario.Frameworks[i]));
    }

    private SimulatedWorld World => _cluster.World;

    private ClusterModel Model => _cluster.Model;

    public static ClusterOutcome Run(ClusterScenario scenario, ClusterMachinery machinery, bool traced = false)
    {
        var simulation = new ClusterSimulation(scenario, machinery, traced);
        var violation = simulation.Run();
        return new ClusterOutcome(violation, simulation.World.Events, simulation.Model.Launches.Count, simulation.Model.Told, simulation._trace ?? []);
    }

    private string? Run()
    {
        var troubles = new ClusterTroubles(_cluster, _machines, _users);
        _cluster.Network.FaultPercent = _scenario.FaultPercent;
        foreach (var step in _scenario.Steps)
            World.After(step.At, () => troubles.Begin(step));
        World.Run(() => Model.Violation is not null, _scenario.Troubled, EventsMax);
        if (Model.Violation is not null)
            return Model.Violation;

        _cluster.Trace?.Invoke("everything heals");
        _cluster.Network.FaultPercent = 0;
        troubles.Heal();
        foreach (var user in _users)
            user.IsContent = true;
        var (next, unsettled) = (World.Now + Look, (string?)"nothing was looked at");
        World.Run(
            () =>
            {
                if (Model.Violation is null && World.Now >= next)
                    (next, unsettled) = (World.Now + Look, ClusterAftermath.Unsettled(_cluster, _machines, _users));
                return Model.Violation is not null || unsettled is null;
            },
            _scenario.Troubled + Healed,
            EventsMax);
        return Model.Violation ?? (unsettled is null ? ClusterAftermath.Broken(_cluster, _machines) : $"after everything had healed, until {World.Now.TotalSeconds:0} s and {World.Events} events: {unsettled}");
    }
}
