using MesosOrleans.Sessions;

namespace MesosOrleans.Frameworks;

/// <summary>How a framework loses its scheduler, and ends (rules 5.4 to 5.7).</summary>
public sealed partial class FrameworkGrain
{
    /// <summary>So long who ends a framework waits for its slaves; one on a silo that died answers later.</summary>
    private static readonly TimeSpan LastWordsPatience = TimeSpan.FromSeconds(1);

    private FrameworkView? _completed;

    private async Task Tick(CancellationToken cancel)
    {
        if (_state.State.Info is null)
        {
            // Its last words must reach the slaves first, or its tasks would run on.
            if (_slaves.Values.All(slave => slave.Count == 0))
            {
                DeactivateOnIdle();
            }

            return;
        }

        var line = _scheduler;
        switch (FrameworkTenure.Tick(_state.State, line is null ? null : ++line.Misses, _time.GetUtcNow()))
        {
            case TenureVerdict.Ping:
                _ = Ping(line!);
                break;
            case TenureVerdict.Disconnect:
                await Disconnect();
                break;
            case TenureVerdict.StartFailover:
                // A new activation: the scheduler, if it lives, subscribes soon; from now on it is waited for.
                await StartFailover();
                break;
            case TenureVerdict.End:
                await End("its failover timeout has run out, or its end was decided before");
                break;
        }
    }

    private async Task Ping(SchedulerLine line)
    {
        try
        {
            if (await line.Observer.Ping(line.Epoch) == Receipt.Taken)
            {
                line.Misses = 0;
            }
        }
        catch (Exception e)
        {
            LogFailed(_log, Id.Value, "ping", e);
        }
    }

    private async Task Disconnect()
    {
        LogDisconnected(_log, Id.Value);
        _scheduler!.Events.Close();
        _scheduler = null;
        _machine.Deactivate(_effects);
        CarryOut();
        _allocator.Raise();
        await StartFailover();
        if (_state.State.FailoverDeadline <= _time.GetUtcNow())
        {
            await End("its scheduler is gone and it has no failover timeout");
        }
    }

    private Task StartFailover() => Persist(state => FrameworkTenure.StartFailover(state, _subscribedHere, _time.GetUtcNow()));

    /// <summary>
    /// Ends the framework for good. It stays on record until its slaves have heard it: if this activation is lost before, the next one goes on (<see cref="TenureVerdict.End"/>).
    /// </summary>
    private async Task End(string reason)
    {
        LogEnding(_log, Id.Value, reason);
        await Persist(FrameworkTenure.End);
        _scheduler?.Events.Close();
        _scheduler = null;
        if (_completed is null)
        {
            foreach (var task in _machine.Unfinished())
            {
                _instruments.Moved(task.State, null);
            }

            // Those of an activation before are not known here: then every slave is told.
            var met = _subscribedHere ? _slaves.Keys : (await GrainFactory.Registrar().Read()).Slaves.Select(slave => slave.Id!.Value);
            _machine.End(met, _effects);
            CarryOut();
            _completed = View(_state.State.Info!) with { Active = false, UnregisteredAt = _time.GetUtcNow() };
            _gauges.Show(false, false);
        }

        // What does not arrive in this time is waited for from tick to tick.
        await Task.WhenAny(Task.WhenAll(_slaves.Values.Select(slave => slave.Flush())), Task.Delay(LastWordsPatience, _time));
        if (_slaves.Values.All(slave => slave.Count == 0))
        {
            await GrainFactory.Registrar().RemoveFramework(Id, _completed);
            await GrainFactory.Allocator().RemoveFramework(Id);
            await _state.ClearStateAsync();
        }
    }
}
