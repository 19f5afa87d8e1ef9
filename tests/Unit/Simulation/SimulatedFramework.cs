using System.Collections.Immutable;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using MesosOrleans.Slaves;

namespace MesosOrleans.Tests.Unit.Simulation;

/// <summary>What the framework grain does, around the real machine; it can be lost at any time, but for the number of its epoch.</summary>
internal sealed class SimulatedFramework
{
    private readonly World _world;
    private readonly FrameworkEffects _effects = new();
    private Dictionary<SlaveId, Line<FrameworkCall>> _lines = [];
    private Dictionary<SlaveId, Inbox> _inboxes = [];
    private (Epoch Epoch, Line<SchedulerEvent> Events, Inbox Calls)? _scheduler;
    private bool _subscribedHere;
    private long _epoch;

    public SimulatedFramework(World world)
    {
        _world = world;
        Machine = new FrameworkMachine(Id, world.NewGuid);
    }

    public FrameworkId Id { get; } = new("F-0");

    public FrameworkInfo Info => new() { Id = Id, Name = "simulated" };

    public FrameworkMachine Machine { get; private set; }

    public Dictionary<SlaveId, SimulatedSlave> Slaves { get; } = [];

    public Epoch Subscribe(
        ImmutableArray<TaskSummary> unfinished, ImmutableArray<FormerEnd> formerEnds, SimulatedScheduler scheduler)
    {
        _scheduler?.Events.Close();
        var epoch = new Epoch(_world.NewGuid(), ++_epoch);
        _scheduler = (epoch, new Line<SchedulerEvent>(_world, batch => scheduler.Deliver(epoch, batch), _ => { }), new Inbox());
        Machine.Subscribe(_epoch, unfinished, formerEnds, slave => Slaves[slave].IsRemoved, 0, _effects);
        if (_epoch > 1 && !_subscribedHere)
        {
            Machine.AskAll(Slaves.Where(slave => !slave.Value.IsRemoved).Select(slave => slave.Key), _effects);
        }

        _subscribedHere = true;
        CarryOut();
        return epoch;
    }

    public Receipt Submit(Epoch epoch, Batch<SchedulerCall> calls)
    {
        if (Confirm(epoch) != Receipt.Taken)
        {
            return Receipt.UnknownSession;
        }

        foreach (var call in _scheduler!.Value.Calls.Take(calls))
        {
            Machine.Submit(call, 0, _effects);
        }

        CarryOut();
        return Receipt.Taken;
    }

    public Receipt Confirm(Epoch epoch) => _scheduler?.Epoch == epoch ? Receipt.Taken : Receipt.UnknownSession;

    public Receipt Report(SlaveId slave, Batch<SlaveFact> facts)
    {
        if (!_inboxes.TryGetValue(slave, out var inbox))
        {
            _inboxes.Add(slave, inbox = new Inbox());
        }

        Machine.Report(slave, inbox.Take(facts), 0, _effects);
        CarryOut();
        return Receipt.Taken;
    }

    public void Lose()
    {
        _scheduler?.Events.Close();
        foreach (var line in _lines.Values)
        {
            line.Close();
        }

        (_lines, _inboxes, _scheduler, _subscribedHere) = ([], [], null, false);
        Machine = new FrameworkMachine(Id, _world.NewGuid);
    }

    private void CarryOut()
    {
        foreach (var happening in _effects.Events)
        {
            _scheduler?.Events.Add(happening);
        }

        foreach (var (slave, call) in _effects.Calls)
        {
            if (!_lines.TryGetValue(slave, out var line))
            {
                line = new Line<FrameworkCall>(_world, batch => Slaves[slave].Submit(Info, _epoch, batch), receipt => Refused(slave, receipt));
                _lines.Add(slave, line);
            }

            line.Add(call);
        }

        _effects.Clear();
    }

    private void Refused(SlaveId slave, Receipt receipt)
    {
        _lines.Remove(slave);
        if (receipt == Receipt.Gone)
        {
            Machine.SlaveLost(slave, "removed", 0, _effects);
            CarryOut();
        }
        else
        {
            Lose();
        }
    }
}
