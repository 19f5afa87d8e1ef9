using MesosOrleans.Log;
using MesosOrleans.Registrar;

namespace MesosOrleans.Bench.Simulation;

/// <summary>What a run showed; without a violation, all is well. The trace is empty unless it was asked for.</summary>
internal sealed record LogOutcome(string? Violation, int Events, int Answered, IReadOnlyList<string> Trace);

/// <summary>What is simulated: the product as it is, or as a test has broken it.</summary>
internal sealed record LogMachinery(RegistryCodecStore Codec)
{
    public Func<IReplicaStore, ILogReplica> Replica { get; init; } = store => new LogReplica(store);

    public ProposerRules Rules { get; init; } = ProposerRules.Sound;
}

/// <summary>
/// The registrars of several silos, over the replicas of one log, while everything that can fail does; then all of it heals, and what was
/// answered is compared with what is there.
/// </summary>
internal sealed class LogSimulation
{
    private const int EventsMax = 400_000;
    private static readonly TimeSpan Troubled = TimeSpan.FromSeconds(16);
    private static readonly TimeSpan Healed = TimeSpan.FromSeconds(120);

    private readonly SimulatedWorld _world;
    private readonly LogScenario _scenario;
    private readonly LogMachinery _machinery;
    private readonly LogOracle _oracle;
    private readonly List<SimulatedStore> _stores;
    private readonly LogTroubles _troubles;
    private readonly List<SimulatedSilo> _silos;
    private readonly LogClients _clients;
    private readonly List<string>? _trace;

    private LogSimulation(LogScenario scenario, LogMachinery machinery, bool traced)
    {
        _scenario = scenario;
        _machinery = machinery;
        _world = new SimulatedWorld(scenario.Seed);
        _trace = traced ? [] : null;
        Action<string>? trace = traced ? Trace : null;
        _oracle = new LogOracle(trace);

        // One more than the log begins with, to be added.
        _stores = [.. Enumerable.Range(0, scenario.Replicas + 1).Select(i => new SimulatedStore($"r{i}", _world, _oracle))];
        _oracle.Stores = _stores;
        _silos = [.. Enumerable.Range(0, scenario.Silos).Select(i => new SimulatedSilo(_world, $"silo {i}", Open, Directory, machinery, scenario.Tending, trace))];
        _troubles = new LogTroubles(_world, _stores, _silos, new SimulatedHost("operator", Open), Directory, scenario.Replicas, trace);
        _clients = new LogClients(_world, _silos, trace);
    }

    public static LogOutcome Run(LogScenario scenario, LogMachinery machinery, bool traced = false)
    {
        var simulation = new LogSimulation(scenario, machinery, traced);
        var violation = simulation.Run();
        return new LogOutcome(violation, simulation._world.Events, simulation._clients.Asked.Count(asked => asked.Answered is not null), simulation._trace ?? []);
    }

    private string? Run()
    {
        foreach (var step in _scenario.Steps)
            _world.After(step.At, () => Begin(step));

        _world.Run(() => _oracle.Violation is not null, Troubled, EventsMax);
        if (_oracle.Violation is not null)
            return _oracle.Violation;

        Trace("everything heals");
        _troubles.Heal();
        var ended = false;
        var whole = _world.Start(async () =>
        {
            await _clients.Finish();
            await Recover();
            ended = true;
        });
        var calm = _world.Run(() => ended || whole.IsFaulted || _oracle.Violation is not null, Troubled + Healed, EventsMax);
        if (_oracle.Violation is not null)
            return _oracle.Violation;
        if (whole.IsFaulted)
            return $"After everything had healed: {whole.Exception!.InnerException}";
        if (!calm)
            return $"The log does not recover until {_world.Now.TotalSeconds:0} s and {_world.Events} events: {string.Join("; ", _stores.Select(store => $"{store.Name} {store.Metadata}"))}";
        if (!_oracle.Whole)
            return "A position of the log was never chosen.";

        var log = _oracle.Chosen.OfType<LogAction.Append>().Select(append => _machinery.Codec.Decode(append.Data))
            .OfType<RegistryEntry.Operations>().SelectMany(entry => entry.Items).ToList();
        return HistoryCheck.Check(log, _clients.Asked);
    }

    private void Begin(LogStep step)
    {
        Trace(step.ToString());
        if (step.Kind <= LogStepKind.Read)
            _clients.Ask(step);
        else
            _troubles.Begin(step);
    }

    /// <summary>Ends when a registrar has recovered, and all replicas of the log vote and have everything.</summary>
    private async Task Recover()
    {
        while (true)
        {
            var registrar = _silos[0].Registrar();
            try
            {
                await registrar.Recover(default);
                await registrar.Read(default);
                if (registrar.Replicas.Count > 0 && registrar.Replicas.All(replica => replica.Whole))
                    return;
                Trace($"not yet: {string.Join("; ", registrar.Replicas.Where(replica => !replica.Whole).Select(replica => $"{replica.Name} is {replica.Metadata?.Status}"))}");
            }
            catch (RegistrarAbortedException aborted)
            {
                Trace($"not yet: {aborted.Message}");
            }

            await _world.Delay(TimeSpan.FromSeconds(1));
        }
    }

    private ILogReplica Open(SimulatedHost host, string member) =>
        _machinery.Replica(new SimulatedLink(_world, host, _stores.Find(store => store.Name == member)!));

    private LogDirectory Directory(SimulatedHost host) =>
        new([.. _stores.Take(_scenario.Replicas).Select(store => store.Name)], host.Replica);

    private void Trace(string what) => _trace?.Add($"{_world.Now.TotalSeconds,8:0.000} {what}");
}
