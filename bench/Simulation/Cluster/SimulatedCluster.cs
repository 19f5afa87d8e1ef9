using MesosOrleans.Protocol;

namespace MesosOrleans.Bench.Simulation.Cluster;

/// <summary>The parts of one simulated cluster, which know each other through it.</summary>
internal sealed class SimulatedCluster
{
    public SimulatedCluster(ClusterScenario scenario, ClusterMachinery machinery, Action<string>? trace)
    {
        World = new SimulatedWorld(scenario.Seed);
        Trace = trace is null ? null : what => trace($"{World.Now.TotalSeconds,8:0.000} {what}");
        (Scenario, Settings, Machinery) = (scenario, scenario.Settings, machinery);
        Network = new SimulatedNetwork(World);
        Model = new ClusterModel(() => World.Now, Trace);
        Records = new DurableRecords(machinery, Settings.RegistryStrict, Model);
        Silos = new SimulatedSilos(this, scenario.Silos);
    }

    public ClusterScenario Scenario { get; }

    public MasterSettings Settings { get; }

    public ClusterMachinery Machinery { get; }

    public SimulatedWorld World { get; }

    public SimulatedNetwork Network { get; }

    public ClusterModel Model { get; }

    public DurableRecords Records { get; }

    public SimulatedSilos Silos { get; }

    public Action<string>? Trace { get; }

    public double Now => World.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    public bool Chance(int percent) => World.Random.Next(100) < percent;

    public OfferId NewOfferId() => new(World.Draw().ToString("N"));
}
