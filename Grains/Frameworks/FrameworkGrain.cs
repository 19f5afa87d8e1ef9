using MesosOrleans.Allocation;
using MesosOrleans.Authentication;
using MesosOrleans.Authorization;
using MesosOrleans.Metrics;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using MesosOrleans.Slaves;
using MesosOrleans.Storage;
using MesosOrleans.Tasks;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Frameworks;

/// <summary>Hosts one <see cref="FrameworkMachine"/>: its subscription (kept in grain storage), and the lines to its scheduler, to slaves and to the allocator.</summary>
[GrainType("framework")]
public sealed partial class FrameworkGrain : Grain, IFrameworkGrain, IOwned
{
    private readonly IPersistentState<FrameworkState> _state;
    private readonly MasterSettings _settings;
    private readonly AuthorizationService _authorization;
    private readonly MasterInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger<FrameworkGrain> _log;
    private readonly FrameworkEffects _effects = new();
    private readonly Dictionary<SlaveId, Outbox<FrameworkCall>> _slaves = [];
    private readonly Dictionary<SlaveId, Inbox> _inboxes = [];
    private readonly Dictionary<TaskId, ITaskGrain> _watchers = [];
    private readonly Pump _allocator;
    private readonly FrameworkGauges _gauges;
    private readonly LaunchTimes _launches;
    private FrameworkMachine _machine = null!;
    private SchedulerLine? _scheduler;
    private bool _subscribedHere;
    private long _epochNumber;

    public FrameworkGrain(
        [PersistentState("framework", GrainStorageNames.Frameworks)] IPersistentState<FrameworkState> state,
        MasterSettings settings,
        AuthorizationService authorization,
        MasterInstruments instruments,
        TimeProvider time,
        ILogger<FrameworkGrain> log)
    {
        _state = state;
        _settings = settings;
        _authorization = authorization;
        _instruments = instruments;
        _time = time;
        _log = log;
        _gauges = new FrameworkGauges(instruments);
        _launches = new LaunchTimes(instruments.Latency.Launch, time);
        _allocator = new Pump(TellAllocator, time, e => LogFailed(log, Id.Value, "report to the allocator", e));
    }

    string? IOwned.Owner => _state.State.Principal;

    private FrameworkId Id => new(this.GetPrimaryKeyString());

    private double Now => _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    private Epoch Epoch => _scheduler?.Epoch ?? new Epoch(Guid.Empty, Math.Max(_epochNumber, _state.State.Epoch));

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _machine = new FrameworkMachine(Id, Guid.NewGuid, Forbids);
        this.RegisterGrainTimer(Tick, new GrainTimerCreationOptions(FrameworkPings.Interval, FrameworkPings.Interval) { KeepAlive = true });
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _allocator.Stop();
        _scheduler?.Events.Close();
        foreach (var outbox in _slaves.Values)
        {
            outbox.Close();
        }

        _gauges.Clear(_machine.Unfinished());
        return Task.CompletedTask;
    }

    public async Task<SubscribeAnswer> Subscribe(SchedulerSubscription subscription, ISchedulerObserver scheduler)
    {
        (subscription.First ? _instruments.RegisterFramework : _instruments.ReregisterFramework).Add(1);
        var registry = await GrainFactory.Registrar().Read();
        if ((FrameworkTenure.Refusal(_state.State, subscription, registry.Frameworks.Contains(Id), _settings) ?? Forbids(subscription.Info)) is { } refusal)
        {
            LogRefused(_log, Id.Value, refusal);
            return new SubscribeAnswer { Error = refusal };
        }

        var isNew = _state.State.Info is null;
        await Persist(state => FrameworkTenure.Subscribe(state, subscription, Caller.Principal, _time.GetUtcNow()));
        if (_scheduler is { } former)
        {
            former.Events.Close();
            if (former.Scheduler != subscription.Scheduler)
            {
                TellFormer(former);
            }
        }

        _epochNumber = _state.State.Epoch;
        var epoch = new Epoch(Guid.NewGuid(), _epochNumber);
        _scheduler = new SchedulerLine(epoch, subscription.Scheduler, scheduler, SchedulerOutbox(epoch, scheduler));
        var admitted = registry.Slaves.Select(slave => slave.Id!.Value).ToHashSet();
        _machine.Subscribe(_epochNumber, subscription.Unfinished, subscription.FormerEnds, slave => !admitted.Contains(slave), Now, _effects);
        if (!isNew && !_subscribedHere)
        {
            // This activation knows nothing yet, and the scheduler perhaps not all: every slave tells what it has.
            _machine.AskAll(admitted, _effects);
        }

        _subscribedHere = true;
        LogSubscribed(_log, Id.Value, subscription.Info.Name, epoch.ToString(), subscription.Unfinished.Length);
        CarryOut();
        _allocator.Raise();
        return new SubscribeAnswer { Epoch = epoch };
    }

    public Task<Receipt> Submit(Epoch epoch, Batch<SchedulerCall> calls)
    {
        if (Heard(epoch) is not { } line)
        {
            _instruments.Dropped.Add(calls.Items.Length);
            return Task.FromResult(Receipt.UnknownSession);
        }

        var before = (_machine.Revives, _machine.Active);
        foreach (var call in line.Calls.Take(calls))
        {
            _instruments.Count(call);
            _machine.Submit(call, Now, _effects);
        }

        CarryOut();
        if ((_machine.Revives, _machine.Active) != before)
        {
            _allocator.Raise();
        }

        return Task.FromResult(Receipt.Taken);
    }

    public Task<Receipt> Confirm(Epoch epoch) => Task.FromResult(Heard(epoch) is null ? Receipt.UnknownSession : Receipt.Taken);

    public async Task<Receipt> Teardown(Epoch epoch)
    {
        if (FrameworkTenure.HasEnded(_state.State))
        {
            return Receipt.Gone;
        }

        if (Heard(epoch) is null)
        {
            return Receipt.UnknownSession;
        }

        _instruments.UnregisterFramework.Add(1);
        await End("its scheduler asked for it");
        return Receipt.Taken;
    }

    public async Task<Receipt> Report(SlaveId slave, long epoch, Batch<SlaveFact> facts)
    {
        if (_state.State.Info is null)
        {
            // Another activation has perhaps registered it since.
            await _state.ReadStateAsync();
        }

        var inbox = _inboxes.GetValueOrDefault(slave);
        if (FrameworkTenure.IsSuperseded(_state.State, epoch) || inbox?.Misses(facts) == true)
        {
            LogFenced(_log, Id.Value, slave.Value);
            DeactivateOnIdle();
            return Receipt.Busy;
        }

        if (FrameworkTenure.HasEnded(_state.State))
        {
            return Receipt.Gone;
        }

        if (inbox is null)
        {
            _inboxes.Add(slave, inbox = new Inbox());
        }

        _machine.Report(slave, inbox.Take(facts), Now, _effects);
        CarryOut();
        if (facts.Items.Any(fact => fact is SlaveFact.TasksListed))
        {
            // It has a session: what it could not take without one, it takes now.
            _slaves.GetValueOrDefault(slave)?.Repeat();
        }

        return Receipt.Taken;
    }

    public Task Wake()
    {
        if (!FrameworkTenure.HasEnded(_state.State))
        {
            _machine.AskSlaves(_effects);
            CarryOut();
        }

        return Task.CompletedTask;
    }

    public Task KeepAlive() => Task.CompletedTask;

    public Task<FrameworkReport?> ReportToAllocator() => Task.FromResult(Report());

    public Task<FrameworkView?> Describe() => Task.FromResult(_state.State.Info is { } info ? View(info) : null);

    public async IAsyncEnumerable<FrameworkPage> ReadPages()
    {
        if (_state.State.Info is not { } info)
        {
            yield break;
        }

        // The lists are those of this moment and do not change; adding them up is not for the grain's own turn.
        var view = View(info);
        var held = await Task.Run(() => FrameworkPages.HeldBy(view));
        foreach (var page in FrameworkPages.Of(view, held))
        {
            yield return page;
        }
    }

    public Task<TaskSummary?> FindTask(TaskId task, ITaskGrain? watcher)
    {
        var found = _machine.Find(task);
        if (watcher is not null && found?.State.IsTerminal() == false)
        {
            _watchers[task] = watcher;
        }

        return Task.FromResult(found);
    }

    private FrameworkView View(FrameworkInfo info) => _machine.Describe(info) with
    {
        RegisteredAt = _state.State.RegisteredAt,
        ReregisteredAt = _state.State.ReregisteredAt,
    };

    private SchedulerLine? Heard(Epoch epoch)
    {
        if (_scheduler is null || _scheduler.Epoch != epoch)
        {
            return null;
        }

        _scheduler.Misses = 0;
        return _scheduler;
    }

    private async Task Persist(Action<FrameworkState> change)
    {
        try
        {
            change(_state.State);
            await _state.WriteStateAsync();
        }
        catch
        {
            // The state in memory has stepped already and is not to be trusted.
            DeactivateOnIdle();
            throw;
        }
    }

    private sealed record SchedulerLine(Epoch Epoch, Guid Scheduler, ISchedulerObserver Observer, Outbox<SchedulerEvent> Events)
    {
        public Inbox Calls { get; } = new();

        public int Misses { get; set; }
    }
}
