using MesosOrleans.Sessions;

namespace MesosOrleans.Frameworks;

/// <summary>How a framework loses its scheduler, and ends (rules 5.4 to 5.7).</summary>
public sealed partial class FrameworkGrain
{
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

        if (_scheduler is { } line)
        {
            if (++line.Misses > FrameworkPings.MissesMax)
            {
                await Disconnect();
            }
            else
            {
                _ = Ping(line);
            }
        }
        else if (_state.State.FailoverDeadline is null)
        {
            // A new activation: the scheduler, if it lives, subscribes soon; from now on it is waited for.
            await StartFailover();
        }
        else if (_time.GetUtcNow() >= _state.State.FailoverDeadline)
        {
            await End("its failover timeout has run out");
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

    private Task StartFailover() =>
        Persist(state =>
        {
            // A silo's loss is not the scheduler's: however short its timeout is, it gets the time of its pings to come back.
            var grace = FrameworkPings.Interval * FrameworkPings.MissesMax;
            var timeout = FrameworkValidation.FailoverTimeout(state.Info!);
            state.FailoverDeadline = _time.GetUtcNow() + (_subscribedHere || timeout > grace ? timeout : grace);
        });

    private async Task End(string reason)
    {
        LogEnding(_log, Id.Value, reason);
        var info = _state.State.Info!;
        var unfinished = _machine.Unfinished().ToArray();
        _machine.End(_slaves.Keys, _effects);
        var completed = View(info) with { Active = false, UnregisteredAt = _time.GetUtcNow() };
        foreach (var task in unfinished)
        {
            _instruments.Moved(task.State, null);
        }

        _scheduler?.Events.Close();
        _scheduler = null;
        CarryOut();
        await GrainFactory.Registrar().RemoveFramework(Id, completed);
        await GrainFactory.Allocator().RemoveFramework(Id);
        await _state.ClearStateAsync();
        _gauges.Show(false, false);
    }
}
