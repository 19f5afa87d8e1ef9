using MesosOrleans.Log;
using MesosOrleans.Registrar;

namespace MesosOrleans.Bench.Simulation;

/// <summary>A silo that hosts a registrar when somebody asks it: nobody sees to it that there is only one.</summary>
internal sealed class SimulatedSilo(
    SimulatedWorld world, string name, Func<SimulatedHost, string, ILogReplica> open, Func<SimulatedHost, LogDirectory> directory,
    LogMachinery machinery, TimeSpan tending, Action<string>? trace)
{
    private RegistrarLogStore? _registrar;

    public string Name => name;

    public SimulatedHost Host { get; private set; } = new(name, open);

    /// <summary>The registrar's activation; another one if the last has failed.</summary>
    public RegistrarLogStore Registrar()
    {
        if (_registrar is { Failure: { } failure })
        {
            trace?.Invoke($"{name}'s registrar ended: {failure.Message}");
            var ended = _registrar;
            _ = world.Start(() => ended.DisposeAsync().AsTask());
            _registrar = null;
        }

        return _registrar ??= new RegistrarLogStore(
            directory(Host), machinery.Codec, Options(), world, replicaFailed: (member, failure) => trace?.Invoke($"{name} got nothing from {member}: {failure.Message}"))
        {
            Draw = world.Draw,
            Rules = machinery.Rules,
        };
    }

    /// <summary>A new activation elects itself, whoever leads.</summary>
    public void TakeOver()
    {
        if (_registrar is { } before)
            _ = world.Start(() => before.DisposeAsync().AsTask());
        _registrar = null;
        _ = world.Start(() => Registrar().Recover(default));
    }

    /// <summary>Another process takes its place; of the old one, only what is on its way may still arrive.</summary>
    public void Kill()
    {
        Host.Alive = false;
        Host = new SimulatedHost(name, open);
        _registrar = null;
    }

    private RegistrarLogOptions Options() => new()
    {
        Strict = true,
        FetchTimeout = TimeSpan.FromSeconds(10),
        StoreTimeout = TimeSpan.FromSeconds(5),
        SnapshotEvery = 6,
        SnapshotPieceItems = 2,
        TendInterval = tending,
        Scheduler = world.Tasks,
    };
}
