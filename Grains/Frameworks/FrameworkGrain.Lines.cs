using MesosOrleans.Allocation;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using MesosOrleans.Slaves;

namespace MesosOrleans.Frameworks;

/// <summary>What follows from a step, on its way to the scheduler, the slaves, the allocator and those who watch a task.</summary>
public sealed partial class FrameworkGrain
{
    /// <summary>Messages are dropped while so much waits for whom they are for: they are not reliable, and must not crowd out what is.</summary>
    private const int MessagesWaitingMax = 10_000;

    private Outbox<SchedulerEvent> SchedulerOutbox(Epoch epoch, ISchedulerObserver scheduler) => new(
        batch => scheduler.Deliver(epoch, batch),
        _ => LogSessionEnded(_log, Id.Value, epoch.ToString()),
        _time,
        e => LogFailed(_log, Id.Value, "events to the scheduler", e));

    private void TellFormer(SchedulerLine former) =>
        new Outbox<SchedulerEvent>(batch => former.Observer.Deliver(former.Epoch, batch), _ => { }, _time)
            .Add(new SchedulerEvent.Error("Framework failed over"));

    private void CarryOut()
    {
        foreach (var happening in _effects.Events)
        {
            if (happening is not SchedulerEvent.MessageReceived || _scheduler?.Events.Count < MessagesWaitingMax)
            {
                _scheduler?.Events.Add(happening);
            }
            else
            {
                _instruments.Dropped.Add(1);
            }
        }

        foreach (var (slave, call) in _effects.Calls)
        {
            var outbox = SlaveOutbox(slave);
            if (call is not FrameworkCall.Message || outbox.Count < MessagesWaitingMax)
            {
                outbox.Add(call);
            }
            else
            {
                _instruments.Dropped.Add(1);
                _instruments.InvalidMessages.Add(1);
            }
        }

        foreach (var (from, task) in _effects.Moves)
        {
            _instruments.Moved(from, task.State);
            _launches.Moved(from, task);
            if (_watchers.Count > 0 && _watchers.TryGetValue(task.TaskId, out var watcher))
            {
                _ = watcher.Changed(task);
                if (task.State.IsTerminal())
                {
                    _watchers.Remove(task.TaskId);
                }
            }
        }

        _effects.Clear();
        _gauges.Show(_state.State.Info is not null, _machine.Active);
    }

    private Outbox<FrameworkCall> SlaveOutbox(SlaveId slave)
    {
        if (!_slaves.TryGetValue(slave, out var outbox))
        {
            var grain = GrainFactory.Slave(slave);
            outbox = new Outbox<FrameworkCall>(
                batch => _instruments.Latency.Call("slave", grain.Submit(new FrameworkSubmission(_state.State.Info ?? Ended(), Epoch, batch))),
                receipt => SlaveRefused(slave, receipt),
                _time,
                e => LogFailed(_log, Id.Value, "calls to a slave", e));
            _slaves.Add(slave, outbox);
        }

        return outbox;
    }

    /// <summary>Stands for a framework that has ended while its last words travel.</summary>
    private FrameworkInfo Ended() => new() { Name = "", Id = Id };

    private void SlaveRefused(SlaveId slave, Receipt receipt)
    {
        _slaves.Remove(slave);
        if (receipt == Receipt.Gone)
        {
            _machine.SlaveLost(slave, $"Slave {slave} was removed", Now, _effects);
            CarryOut();
        }
        else
        {
            // A slave has seen a newer epoch: another activation serves the framework.
            LogFenced(_log, Id.Value, slave.Value);
            DeactivateOnIdle();
        }
    }

    private FrameworkReport? Report() => FrameworkTenure.HasEnded(_state.State) || _state.State.Info is not { } info ? null : new FrameworkReport
    {
        FrameworkId = Id,
        Role = info.Role,
        Active = _machine.Active,
        Checkpoint = info.Checkpoint,
        Revives = _machine.Revives,
        Epoch = _state.State.Epoch,
    };

    private async Task TellAllocator()
    {
        if (Report() is { } report)
        {
            await GrainFactory.Allocator().SetFramework(report);
        }
    }
}
