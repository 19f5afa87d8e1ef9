using MesosOrleans.Log;

namespace MesosOrleans.Bench.Simulation;

/// <summary>
/// Does to databases and silos what can happen to them, but loses what at most a minority of the databases knew at a time: more than that
/// nothing survives.
/// </summary>
internal sealed class LogTroubles(
    SimulatedWorld world, IReadOnlyList<SimulatedStore> stores, IReadOnlyList<SimulatedSilo> silos, SimulatedHost operators,
    Func<SimulatedHost, LogDirectory> directory, int replicas, Action<string>? trace)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    private readonly List<SimulatedStore> _down = [];
    private Task _change = Task.CompletedTask;

    public void Begin(LogStep step)
    {
        switch (step.Kind)
        {
            case LogStepKind.CrashStore:
                Crash(stores[step.Actor], step.Lasts);
                break;
            case LogStepKind.PauseStore:
                stores[step.Actor].PausedUntil = world.Now + step.Lasts;
                break;
            case LogStepKind.WipeStore or LogStepKind.RestoreStore or LogStepKind.MoveStore:
                Lose(stores[step.Actor], step.Kind);
                break;
            case LogStepKind.KillSilo:
                silos[step.Actor].Kill();
                break;
            case LogStepKind.TakeOver:
                silos[step.Actor].TakeOver();
                break;
            case LogStepKind.PauseSilo:
                silos[step.Actor].Host.PausedUntil = world.Now + step.Lasts;
                break;
            case LogStepKind.CutSilo:
                Cut(silos[step.Actor], step.Argument, step.Lasts);
                break;
            case LogStepKind.SlowSilo:
                Slow(silos[step.Actor], step.Argument, step.Lasts);
                break;
            case LogStepKind.LossySilo:
                var host = silos[step.Actor].Host;
                host.Lossy = true;
                world.After(step.Lasts, () => host.Lossy = false);
                break;
            default:
                Change(step.Kind, stores[step.Argument % stores.Count].Name);
                break;
        }
    }

    /// <summary>Nothing troubles any more.</summary>
    public void Heal()
    {
        foreach (var store in stores)
        {
            store.ComeBack();
            store.PausedUntil = default;
        }

        foreach (var silo in silos)
        {
            silo.Host.Cut.Clear();
            silo.Host.Slow.Clear();
            silo.Host.Lossy = false;
            silo.Host.PausedUntil = default;
        }
    }

    private void Crash(SimulatedStore store, TimeSpan lasts)
    {
        if (!store.Up)
            return;
        store.Crash();
        world.After(lasts, store.ComeBack);
    }

    /// <summary>If no more replicas have lost something, and not come back yet, than a quorum can do without.</summary>
    private void Lose(SimulatedStore store, LogStepKind how)
    {
        var ensemble = stores.Select(other => other.Metadata.Ensemble).MaxBy(ensemble => ensemble.Version)!;
        var others = stores.Where(other => other != store && ensemble.Members.Contains(other.Name)).ToList();
        var lost = others.Count(other => other.Metadata.Status != ReplicaStatus.Voting
            || others.Append(store).Any(knows => knows.Metadata.Known.Outdate(other.Name, other.Metadata)));
        if (ensemble.Version == 0 || !ensemble.Members.Contains(store.Name) || lost + 1 > ensemble.Members.Length - ensemble.Quorum
            || others.Any(other => other.Metadata.Ensemble.Id != ensemble.Id) || !_change.IsCompleted)
        {
            trace?.Invoke("too much would be lost");
            return;
        }

        if (how == LogStepKind.WipeStore)
            store.Wipe();
        else if (how == LogStepKind.RestoreStore)
        {
            var restored = store.Restore(others, ensemble.Blocking);
            trace?.Invoke(restored ? $"restored {store.Metadata}" : "there is no copy that others know to be old");
        }
        else if (store.Metadata.Status == ReplicaStatus.Voting)
            store.Distrust();
    }

    private void Cut(SimulatedSilo silo, int which, TimeSpan lasts)
    {
        var (host, cut) = (silo.Host, Some(which));
        host.Cut.UnionWith(cut);
        world.After(lasts, () => host.Cut.ExceptWith(cut));
    }

    private void Slow(SimulatedSilo silo, int which, TimeSpan lasts)
    {
        var (host, slow) = (silo.Host, Some(which));
        foreach (var store in slow)
            host.Slow[store] = world.Between(100, 1_000);
        world.After(lasts, () => slow.ForEach(store => host.Slow.Remove(store)));
    }

    private List<string> Some(int which) => [.. stores.Take(replicas).Where((_, i) => (which & (1 << i)) != 0).Select(store => store.Name)];

    /// <summary>One after the other, each given up after a while as an operator would.</summary>
    private void Change(LogStepKind kind, string member)
    {
        var before = _change;
        _change = world.Start(async () =>
        {
            await before;
            var change = new EnsembleChange(
                directory(operators), operators.Replica, world.Draw, _ => world.Delay(world.Between(50, 800)), reason => trace?.Invoke($"operator: {reason.Message}"));
            using var patience = new CancellationTokenSource(Patience, world);
            try
            {
                if (kind == LogStepKind.AddReplica)
                    trace?.Invoke($"operator: {await change.Add(member, patience.Token)}");
                else if (kind == LogStepKind.RemoveReplica)
                    trace?.Invoke($"operator: {await change.Remove(member, patience.Token)}");
                else
                    await change.Reset(member, patience.Token);
            }
            catch (Exception exception)
            {
                trace?.Invoke($"operator gives up: {exception.Message}");
            }
        });
    }
}
