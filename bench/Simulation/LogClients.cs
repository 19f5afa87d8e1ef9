using MesosOrleans.Protocol;
using MesosOrleans.Registrar;
using MesosOrleans.Values;

namespace MesosOrleans.Bench.Simulation;

/// <summary>
/// Asks registrars, mostly the one that answered last; repeats what was not answered under the same ID, as agents do.
/// </summary>
internal sealed class LogClients(SimulatedWorld world, IReadOnlyList<SimulatedSilo> silos, Action<string>? trace)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);
    private static readonly Resources Some = Resources.Parse("cpus:4");

    private readonly List<AskedOperation> _asked = [];
    private readonly Dictionary<int, Task> _busy = [];
    private readonly List<SlaveId> _admitted = [];
    private int _leader;

    public IReadOnlyList<AskedOperation> Asked => _asked;

    /// <summary>Begins an operation when its client has got the answer to the one before.</summary>
    public void Ask(LogStep step)
    {
        var before = _busy.GetValueOrDefault(step.Actor, Task.CompletedTask);
        _busy[step.Actor] = world.Start(async () =>
        {
            await before;
            await Ask(step, new AskedOperation(OperationOf(step), world.Now));
        });
    }

    public Task Finish() => Task.WhenAll(_busy.Values);

    private async Task Ask(LogStep step, AskedOperation asked)
    {
        _asked.Add(asked);
        while (true)
        {
            var which = world.Random.Next(5) == 0 ? world.Random.Next(silos.Count) : _leader;
            var attempt = world.Start(() => Attempt(silos[which], asked));
            await Task.WhenAny(attempt, world.Delay(Patience));
            if (attempt.IsCompletedSuccessfully)
            {
                _leader = which;
                trace?.Invoke($"client {step.Actor} got from {silos[which].Name}: {asked}");
                if (asked.Verdict is RegistryVerdict.Mutated { Slave: var slave } && asked.Operation is RegistryOperation.Admit)
                    _admitted.Add(slave);
                return;
            }

            _leader = world.Random.Next(silos.Count);
            await world.Delay(world.Between(50, 1_000));
        }
    }

    private async Task Attempt(SimulatedSilo silo, AskedOperation asked)
    {
        var registrar = silo.Registrar();
        await registrar.Recover(default);
        if (asked.Operation is { } operation)
        {
            var verdicts = await registrar.Apply([operation], default);
            if (asked.Answered is null)
                (asked.Answered, asked.Verdict) = (world.Now, verdicts[0]);
        }
        else
        {
            var seen = HistoryCheck.Describe(await registrar.Read(default));
            if (asked.Answered is null)
                (asked.Answered, asked.Seen) = (world.Now, seen);
        }
    }

    /// <summary>
    /// An admission comes with a new ID; only about one that was answered can anything else be asked. Null: the registry is read.
    /// </summary>
    private RegistryOperation? OperationOf(LogStep step)
    {
        if (step.Kind == LogStepKind.Admit)
            return new RegistryOperation.Admit(world.Draw(), world.Draw(), InfoOf(new SlaveId($"S{_asked.Count}")));
        if (step.Kind == LogStepKind.Read || _admitted.Count == 0)
            return null;

        var slave = _admitted[^(1 + (step.Argument % _admitted.Count))];
        return step.Kind == LogStepKind.Readmit
            ? new RegistryOperation.Readmit(world.Draw(), InfoOf(slave))
            : new RegistryOperation.Remove(world.Draw(), slave);
    }

    private static SlaveInfo InfoOf(SlaveId slave) => new() { Id = slave, Hostname = "h", Resources = Some };
}
