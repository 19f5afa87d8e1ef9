using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using MesosOrleans.Allocation;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using MesosOrleans.Slaves;

namespace MesosOrleans.Bench.Simulation.Cluster;

/// <summary>What the framework grain does, around the same rules.</summary>
internal sealed partial class FrameworkActivation : SimulatedActivation
{
    private readonly FrameworkEffects _effects = new();
    private readonly Dictionary<SlaveId, SimulatedLine<FrameworkCall>> _slaves = [];
    private readonly Dictionary<SlaveId, Inbox> _inboxes = [];
    private FrameworkState _state;
    private int _version;
    private SchedulerLine? _scheduler;
    private bool _subscribedHere;
    private long _epochNumber;
    private bool _telling;
    private bool _ending;

    public FrameworkActivation(SimulatedCluster cluster, SimulatedProcess silo, FrameworkId id)
        : base(cluster, silo)
    {
        Id = id;
        Read();
        Machine = new FrameworkMachine(id, World.Draw);
        Every(FrameworkPings.Interval, Tick);
    }

    public FrameworkId Id { get; }

    public FrameworkMachine Machine { get; }

    /// <summary>Everything that it wanted to tell has arrived.</summary>
    public bool HasTold => _slaves.Values.All(line => line.Count == 0) && (_scheduler?.Events.Count ?? 0) == 0;

    private Epoch Epoch => _scheduler?.Epoch ?? new Epoch(Guid.Empty, Math.Max(_epochNumber, _state.Epoch));

    public void Subscribe(SchedulerSubscription subscription, SchedulerProcess scheduler, Action<SubscribeAnswer> answer, Action done) => Ask(
        Registry,
        registry =>
        {
            if (Subscribe(subscription, scheduler, registry.Slaves, registry.Frameworks.Contains(Id)) is { } answered)
                answer(answered);
            done();
        },
        done);

    public Receipt Submit(Epoch epoch, Batch<SchedulerCall> calls)
    {
        if (!Heard(epoch))
            return Receipt.UnknownSession;
        var before = (Machine.Revives, Machine.Active);
        foreach (var call in _scheduler!.Calls.Take(calls))
            Machine.Submit(call, Cluster.Now, _effects);
        CarryOut();
        if ((Machine.Revives, Machine.Active) != before)
            TellAllocator();
        return Receipt.Taken;
    }

    public Receipt Confirm(Epoch epoch) => Heard(epoch) ? Receipt.Taken : Receipt.UnknownSession;

    public Receipt Teardown(Epoch epoch)
    {
        if (FrameworkTenure.HasEnded(_state))
            return Receipt.Gone;
        if (!Heard(epoch))
            return Receipt.UnknownSession;
        End("its scheduler asked for it");
        return Receipt.Taken;
    }

    public Receipt Report(SlaveId slave, long epoch, Batch<SlaveFact> facts)
    {
        if (_state.Info is null)
            Read();
        var inbox = _inboxes.GetValueOrDefault(slave);
        if (FrameworkTenure.IsSuperseded(_state, epoch) || inbox?.Misses(facts) == true)
        {
            Deactivate();
            return Receipt.Busy;
        }

        if (FrameworkTenure.HasEnded(_state))
            return Receipt.Gone;
        if (inbox is null)
            _inboxes.Add(slave, inbox = new Inbox());
        Machine.Report(slave, inbox.Take(facts), Cluster.Now, _effects);
        CarryOut();
        return Receipt.Taken;
    }

    public void Wake()
    {
        if (!FrameworkTenure.HasEnded(_state))
        {
            Machine.AskSlaves(_effects);
            CarryOut();
        }
    }

    public FrameworkReport? ReportToAllocator() => FrameworkTenure.HasEnded(_state) || _state.Info is not { } info ? null : new FrameworkReport
    {
        FrameworkId = Id,
        Role = info.Role,
        Active = Machine.Active,
        Checkpoint = info.Checkpoint,
        Revives = Machine.Revives,
        Epoch = _state.Epoch,
    };

    protected override void Closed()
    {
        _scheduler?.Events.Close();
        foreach (var line in _slaves.Values)
            line.Close();
    }

    private SubscribeAnswer? Subscribe(SchedulerSubscription subscription, SchedulerProcess scheduler, ImmutableArray<SlaveId> admitted, bool isRegistered)
    {
        if (FrameworkTenure.Refusal(_state, subscription, isRegistered, Cluster.Settings) is { } refusal)
            return new SubscribeAnswer { Error = refusal };
        var isNew = _state.Info is null;
        if (!Persist(state => FrameworkTenure.Subscribe(state, subscription, null, World.GetUtcNow())))
            return null;

        if (_scheduler is { } former)
        {
            former.Events.Close();
            if (former.Scheduler != subscription.Scheduler)
                LineTo(former.Process, former.Epoch).Add(new SchedulerEvent.Error("Framework failed over"));
        }

        _epochNumber = _state.Epoch;
        var epoch = new Epoch(World.Draw(), _epochNumber);
        _scheduler = new SchedulerLine(epoch, subscription.Scheduler, scheduler, LineTo(scheduler, epoch));
        Cluster.Trace?.Invoke($"{Id} subscribes in {Silo.Name} with {subscription.Unfinished.Length} tasks, epoch {epoch.Number}");
        var slaves = admitted.ToHashSet();
        Machine.Subscribe(_epochNumber, subscription.Unfinished, subscription.FormerEnds, slave => !slaves.Contains(slave), Cluster.Now, _effects);
        if (!isNew && !_subscribedHere)
            Machine.AskAll(admitted, _effects);
        _subscribedHere = true;
        CarryOut();
        TellAllocator();
        return new SubscribeAnswer { Epoch = epoch };
    }

    private SimulatedLine<SchedulerEvent> LineTo(SchedulerProcess scheduler, Epoch epoch) => new(
        World,
        Silo,
        (batch, receipt) => Ask<Receipt>(() => new Route<Receipt>(scheduler.Process, reply => reply(scheduler.Deliver(epoch, batch))), receipt),
        _ => { });

    private Route<RegistryReading>? Registry() =>
        Cluster.Silos.Registrar().Hears((RegistrarActivation registrar, Action<RegistryReading> reply) => registrar.Read(reply));

    private bool Heard(Epoch epoch)
    {
        if (_scheduler is null || _scheduler.Epoch != epoch)
            return false;
        _scheduler.Misses = 0;
        return true;
    }

    [MemberNotNull(nameof(_state))]
    private void Read() => (_state, _version) = Cluster.Records.Read(Id);

    private bool Persist(Action<FrameworkState> change)
    {
        change(_state);
        if (!Cluster.Records.Write(Id, _state, _version))
        {
            Cluster.Trace?.Invoke($"{Id} in {Silo.Name} finds a newer version of its state");
            Deactivate();
            return false;
        }

        _version++;
        return true;
    }

    private void CarryOut()
    {
        Cluster.Machinery.FrameworkStep(_effects);
        foreach (var happening in _effects.Events)
            _scheduler?.Events.Add(happening);
        foreach (var (slave, call) in _effects.Calls)
            LineTo(slave).Add(call);
        _effects.Clear();
    }

    private SimulatedLine<FrameworkCall> LineTo(SlaveId slave)
    {
        if (!_slaves.TryGetValue(slave, out var line))
        {
            line = new SimulatedLine<FrameworkCall>(World, Silo, (batch, receipt) => Send(slave, batch, receipt), receipt => Refused(slave, receipt));
            _slaves.Add(slave, line);
        }

        return line;
    }

    private void Send(SlaveId slave, Batch<FrameworkCall> batch, Action<Receipt> receipt)
    {
        var submission = new FrameworkSubmission(_state.Info ?? new FrameworkInfo { Name = "", Id = Id }, Epoch, batch);
        Ask(
            () => Cluster.Silos.Slave(slave).HearsLong((SlaveActivation grain, Action<Receipt> reply, Action done) => grain.Submit(submission, reply, done)), receipt);
    }

    private void Refused(SlaveId slave, Receipt receipt)
    {
        _slaves.Remove(slave);
        if (receipt == Receipt.Gone)
        {
            Machine.SlaveLost(slave, $"Slave {slave} was removed", Cluster.Now, _effects);
            CarryOut();
        }
        else
        {
            Deactivate();
        }
    }

    private void TellAllocator()
    {
        if (_telling)
            return;
        _telling = true;
        After(TimeSpan.FromMilliseconds(1), Tell);
    }

    private void Tell()
    {
        _telling = false;
        if (ReportToAllocator() is { } report)
        {
            Ask(
                () => Cluster.Silos.Allocator().Hears((AllocatorActivation allocator, Action<bool> reply) => reply(allocator.Take(report))),
                _ => { },
                TellAllocator);
        }
    }

    private sealed record SchedulerLine(Epoch Epoch, Guid Scheduler, SchedulerProcess Process, SimulatedLine<SchedulerEvent> Events)
    {
        public Inbox Calls { get; } = new();

        public int Misses { get; set; }
    }
}
