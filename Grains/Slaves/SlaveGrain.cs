using System.Collections.Immutable;
using MesosOrleans.Allocation;
using MesosOrleans.Authentication;
using MesosOrleans.Frameworks;
using MesosOrleans.Metrics;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Slaves;

/// <summary>Hosts one <see cref="SlaveMachine"/>: carries what follows from its steps to the agent, the frameworks, the allocator and the registrar.</summary>
[GrainType("slave")]
public sealed partial class SlaveGrain : Grain, ISlaveGrain, IOwned
{
    private readonly MasterSettings _settings;
    private readonly MasterInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger<SlaveGrain> _log;
    private readonly MasterIdentity _identity;
    private readonly Guid _activation = Guid.NewGuid();
    private readonly SlaveEffects _effects = new();
    private readonly SlaveGauges _gauges;
    private readonly Dictionary<FrameworkId, Outbox<SlaveFact>> _frameworks = [];
    private readonly FrameworkFences _fences = new();
    private readonly Pump _allocatorPump;
    private readonly Pump _removal;
    private readonly OfferDeadlines _deadlines;
    private readonly Guid _removalId = Guid.NewGuid();
    private SlaveMachine? _machine;
    private IGrainTimer? _offerTimer;
    private HealthProbe _health = null!;
    private AgentLine? _agent;
    private DateTimeOffset? _registeredAt;
    private DateTimeOffset? _reregisteredAt;
    private string? _removed;
    private string? _owner;
    private long _ledgerReported = -1;
    private Task _awaiting = Task.CompletedTask;

    public SlaveGrain(
        MasterSettings settings, MasterIdentity identity, MasterInstruments instruments, TimeProvider time, ILogger<SlaveGrain> log)
    {
        _settings = settings;
        _identity = identity;
        _instruments = instruments;
        _time = time;
        _log = log;
        _deadlines = new OfferDeadlines(settings.OfferTimeout);
        _gauges = new SlaveGauges(instruments);
        _allocatorPump = new Pump(ReportToAllocator, time, e => LogFailed(log, Id.Value, "report to the allocator", e));
        _removal = new Pump(Remove, time, e => LogFailed(log, Id.Value, "removal", e));
    }

    string? IOwned.Owner => _owner;

    private SlaveId Id => new(this.GetPrimaryKeyString());

    private double Now => _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _health = new HealthProbe(_settings.MaxSlavePingTimeouts);
        this.RegisterGrainTimer(Probe, new GrainTimerCreationOptions(_settings.SlavePingTimeout, _settings.SlavePingTimeout) { KeepAlive = true });
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _gauges.Clear();
        _allocatorPump.Stop();
        _removal.Stop();
        _agent?.Commands.Close();
        foreach (var outbox in _frameworks.Values)
        {
            outbox.Close();
        }

        return Task.CompletedTask;
    }

    public async Task<RegisterAnswer> Register(AgentRegistration registration, IAgentObserver agent)
    {
        registration = registration with { Info = registration.Info with { Id = Id, Principal = Caller.Principal } };
        if (registration.Again)
        {
            _instruments.ReregisterSlave.Add(1);
        }

        ImmutableArray<FrameworkId> frameworks = [];
        if (_removed is null && _machine?.Removing != true)
        {
            var admitted = await GrainFactory.Registrar().Readmit(Guid.NewGuid(), registration.Info, new Epoch(_activation, registration.Number));
            _removed ??= admitted.Refusal;
            frameworks = admitted.Frameworks;
        }

        if (_removed is null && _machine?.Removing == true)
        {
            // The outcome of the removal is not known yet: the agent tries again (invariant 3).
            throw new InvalidOperationException($"slave {Id} is being removed; its registration waits for the outcome");
        }

        if (_removed is not null)
        {
            LogRefused(_log, Id.Value, _removed);
            return new RegisterAnswer { Shutdown = _removed };
        }

        var machine = Machine(registration.Info);
        if (_agent is not null && registration.Number <= machine.Epoch.Number)
        {
            throw new InvalidOperationException($"slave {Id} has registered since this registration was composed");
        }

        _owner = registration.Info.Principal;
        var epoch = new Epoch(Guid.NewGuid(), registration.Number);
        _agent?.Commands.Close();
        _agent = new AgentLine(epoch, agent, AgentOutbox(epoch, agent));
        if (registration.Again && _registeredAt is null)
        {
            _instruments.SlaveReregistrations.Add(1);
        }

        _reregisteredAt = _registeredAt is null ? null : _time.GetUtcNow();
        _registeredAt ??= _time.GetUtcNow();
        _health.Heard();
        machine.Register(registration, epoch, frameworks, _effects);
        LogRegistered(_log, Id.Value, registration.Info.Hostname, epoch.ToString(), registration.Tasks.Length);
        CarryOut();
        return new RegisterAnswer { Epoch = epoch, PingInterval = _settings.SlavePingTimeout };
    }

    public Task<Receipt> Report(Epoch epoch, Batch<AgentFact> facts)
    {
        if (Heard(epoch) is not { } agent)
        {
            _instruments.Count(facts.Items.AsSpan(), null);
            _instruments.Dropped.Add(facts.Items.Length);
            return Task.FromResult(Receipt.UnknownSession);
        }

        var fresh = agent.Facts.Take(facts);
        _instruments.Count(fresh, _machine!);
        _machine!.Report(fresh, _effects);
        CarryOut();
        return Task.FromResult(Receipt.Taken);
    }

    public Task<Receipt> Confirm(Epoch epoch) => Task.FromResult(Heard(epoch) is null ? Receipt.UnknownSession : Receipt.Taken);

    public async Task<Receipt> Submit(FrameworkSubmission submission)
    {
        if (_machine is null && _removed is null)
        {
            if (await GrainFactory.Registrar().Find(Id) is { } info)
            {
                Machine(info);
            }
            else
            {
                _removed = $"Slave {Id} is not part of the cluster";
            }
        }

        switch (_removed is null ? _machine!.Judge(submission.Calls) : CallsVerdict.Take)
        {
            case CallsVerdict.Superseded:
                DeactivateOnIdle();
                return Receipt.Busy;
            case CallsVerdict.Wait:
                return Receipt.Busy;
        }

        if (!_fences.TryTake(submission, out var calls))
        {
            _instruments.Dropped.Add(submission.Calls.Items.Length);
            return Receipt.UnknownSession;
        }

        if (_removed is not null)
        {
            CountLost(submission.Calls.Items);
            return Receipt.Gone;
        }

        foreach (var call in calls)
        {
            if (call is FrameworkCall.Message && !_machine!.Connected)
            {
                _instruments.InvalidMessages.Add(1);
            }

            _machine!.Submit(submission.Framework, call, Now, _effects);
        }

        CarryOut();
        return Receipt.Taken;
    }

    public Task<LedgerReport> Offer(ImmutableArray<OfferRequest> requests)
    {
        _machine?.Offer(requests.AsSpan(), _effects);
        foreach (var (_, fact) in _effects.Facts)
        {
            _deadlines.Made(((SlaveFact.Offered)fact).Offer.Id, _time.GetUtcNow());
        }

        WatchOffers();
        CarryOut();
        return ReportLedger();
    }

    public Task<LedgerReport> ReportLedger()
    {
        var report = _machine is null
            ? new LedgerReport { SlaveId = Id, Activation = _activation, Version = 0 }
            : _machine.ReportLedger();
        _ledgerReported = report.Version;
        return Task.FromResult(report);
    }

    public Task<SlaveView> Describe() => Task.FromResult(
        _machine?.Describe(_registeredAt, _reregisteredAt)
        ?? new SlaveView { Info = new SlaveInfo { Hostname = "", Id = Id } });

    public Task<SlaveView> Summarize() => Task.FromResult(
        _machine?.Summarize(_registeredAt, _reregisteredAt)
        ?? new SlaveView { Info = new SlaveInfo { Hostname = "", Id = Id } });

    private SlaveMachine Machine(SlaveInfo info) => _machine ??= new SlaveMachine(info, _activation, _identity.NewOfferId, Guid.NewGuid);

    private sealed record AgentLine(Epoch Epoch, IAgentObserver Observer, Outbox<AgentCommand> Commands)
    {
        public Inbox Facts { get; } = new();
    }
}
