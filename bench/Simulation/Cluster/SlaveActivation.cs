using System.Collections.Immutable;
using MesosOrleans.Allocation;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Registrar;
using MesosOrleans.Sessions;
using MesosOrleans.Slaves;

namespace MesosOrleans.Bench.Simulation.Cluster;

/// <summary>What the slave grain does, around the same rules.</summary>
internal sealed partial class SlaveActivation : SimulatedActivation
{
    private readonly Guid _activation;
    private readonly SlaveEffects _effects = new();
    private readonly FrameworkFences _fences = new();
    private readonly OfferDeadlines _deadlines;
    private readonly Dictionary<FrameworkId, SimulatedLine<SlaveFact>> _frameworks = [];
    private readonly HealthProbe _health;
    private readonly Guid _removalId;
    private (Epoch Epoch, AgentProcess Agent, SimulatedLine<AgentCommand> Commands, Inbox Facts)? _agent;
    private string? _removed;
    private bool _reporting;
    private long _ledgerReported = -1;

    public SlaveActivation(SimulatedCluster cluster, SimulatedProcess silo, SlaveId id)
        : base(cluster, silo)
    {
        Id = id;
        (_activation, _removalId) = (World.Draw(), World.Draw());
        _health = new HealthProbe(cluster.Settings.MaxSlavePingTimeouts);
        _deadlines = new OfferDeadlines(cluster.Settings.OfferTimeout);
        Every(cluster.Settings.SlavePingTimeout, Probe);
    }

    public SlaveId Id { get; }

    /// <summary>Null until it was told of its slave.</summary>
    public SlaveMachine? Machine { get; private set; }

    public bool HasSession => _agent is not null && Machine?.Connected == true;

    /// <summary>Everything that it wanted to tell has arrived.</summary>
    public bool HasTold => _frameworks.Values.All(line => line.Count == 0) && (_agent?.Commands.Count ?? 0) == 0;

    public void Register(AgentRegistration registration, AgentProcess agent, Action<RegisterAnswer> answer, Action done)
    {
        if (_removed is not null || Machine?.Removing == true)
        {
            Admitted(registration, [], agent, answer);
            done();
            return;
        }

        var operation = World.Draw();
        Ask(
            () => Cluster.Silos.Registrar().Hears((RegistrarActivation registrar, Action<AdmitAnswer> reply) =>
                registrar.Readmit(new RegistryOperation.Readmit(operation, registration.Info), new Epoch(_activation, registration.Number), reply)),
            admitted =>
            {
                _removed ??= admitted.Refusal;
                Admitted(registration, admitted.Frameworks, agent, answer);
                done();
            },
            done);
    }

    public Receipt Report(Epoch epoch, Batch<AgentFact> facts)
    {
        if (!Heard(epoch))
            return Receipt.UnknownSession;
        Machine!.Report(_agent!.Value.Facts.Take(facts), _effects);
        CarryOut();
        return Receipt.Taken;
    }

    public Receipt Confirm(Epoch epoch) => Heard(epoch) ? Receipt.Taken : Receipt.UnknownSession;

    public void Submit(FrameworkSubmission submission, Action<Receipt> answer, Action done)
    {
        if (Machine is not null || _removed is not null)
        {
            answer(Submit(submission));
            done();
            return;
        }

        Ask(
            () => Cluster.Silos.Registrar().Hears((RegistrarActivation registrar, Action<(bool, SlaveInfo?)> reply) => registrar.Find(Id, reply)),
            found =>
            {
                if (found.Item2 is { } info)
                    Machine ??= Make(info);
                else
                    _removed ??= $"Slave {Id} is not part of the cluster";
                answer(Submit(submission));
                done();
            },
            done);
    }

    public LedgerReport Offer(ImmutableArray<OfferRequest> requests)
    {
        Machine?.Offer(requests.AsSpan(), _effects);
        foreach (var (_, fact) in _effects.Facts)
            _deadlines.Made(((SlaveFact.Offered)fact).Offer.Id, World.GetUtcNow());
        CarryOut();
        return ReportLedger();
    }

    public LedgerReport ReportLedger()
    {
        var report = Machine?.ReportLedger() ?? new LedgerReport { SlaveId = Id, Activation = _activation, Version = 0 };
        _ledgerReported = report.Version;
        return Cluster.Machinery.Report(report);
    }

    public bool Wake(SlaveInfo info)
    {
        if (_removed is null)
            Machine ??= Make(info);
        Raise();
        return _removed is not null || _agent is not null || Machine!.Removing;
    }

    public bool ConfirmRemoval(Guid activation) => activation == _activation && Machine?.Removing == true;

    public void Expire(SlaveInfo info)
    {
        if (_removed is null && _agent is null && !(Machine ??= Make(info)).Removing)
            BeginRemoval();
    }

    protected override void Closed()
    {
        _agent?.Commands.Close();
        foreach (var line in _frameworks.Values)
            line.Close();
    }

    private void Admitted(AgentRegistration registration, ImmutableArray<FrameworkId> frameworks, AgentProcess agent, Action<RegisterAnswer> answer)
    {
        if (_removed is not null)
        {
            answer(new RegisterAnswer { Shutdown = _removed });
            return;
        }

        // While the outcome of the removal is not known, the agent gets no answer and asks again (invariant 3).
        if (Machine?.Removing == true)
            return;

        var machine = Machine ??= Make(registration.Info);
        if (_agent is not null && registration.Number <= machine.Epoch.Number)
            return;
        var epoch = new Epoch(World.Draw(), registration.Number);
        _agent?.Commands.Close();
        _agent = (epoch, agent, new SimulatedLine<AgentCommand>(World, Silo, (batch, receipt) => Deliver(agent, epoch, batch, receipt), _ => { }), new Inbox());
        _health.Heard();
        machine.Register(Cluster.Machinery.Hear(registration), epoch, frameworks, _effects);
        Cluster.Trace?.Invoke($"{Id} registers in {Silo.Name} with {registration.Tasks.Length} tasks, epoch {epoch.Number}");
        CarryOut();
        answer(new RegisterAnswer { Epoch = epoch });
    }

    private void Deliver(AgentProcess agent, Epoch epoch, Batch<AgentCommand> batch, Action<Receipt> receipt) =>
        Ask<Receipt>(() => new Route<Receipt>(agent.Process, reply => reply(agent.Deliver(epoch, batch))), receipt);

    private Receipt Submit(FrameworkSubmission submission)
    {
        switch (_removed is null ? Machine!.Judge(submission.Calls) : CallsVerdict.Take)
        {
            case CallsVerdict.Superseded:
                Deactivate();
                return Receipt.Busy;
            case CallsVerdict.Wait:
                return Receipt.Busy;
        }

        if (!_fences.TryTake(Cluster.Machinery.Submit(submission), out var calls))
            return Receipt.UnknownSession;
        if (_removed is not null)
            return Receipt.Gone;
        foreach (var call in calls)
            Machine!.Submit(submission.Framework, call, Cluster.Now, _effects);
        CarryOut();
        return Receipt.Taken;
    }

    private bool Heard(Epoch epoch)
    {
        if (_agent is null || _agent.Value.Epoch != epoch || Machine?.Removing != false)
            return false;
        _health.Heard();
        if (!Machine.Connected)
        {
            Machine.Hear(_effects);
            CarryOut();
        }

        return true;
    }

    private SlaveMachine Make(SlaveInfo info) => new(info, _activation, Cluster.NewOfferId, World.Draw);

    private void CarryOut()
    {
        if (Machine is not null)
        {
            Cluster.Machinery.SlaveStep(Machine, _effects);
            Cluster.Model.Stepped(Machine, _effects, Silo.Name);
        }

        foreach (var command in _effects.Commands)
            _agent?.Commands.Add(command);
        foreach (var (framework, fact) in _effects.Facts)
            LineTo(framework).Add(fact);
        foreach (var framework in _effects.Ended)
        {
            _fences.Forget(framework);
            if (_frameworks.Remove(framework, out var line))
                line.Close();
        }

        _effects.Clear();
        if (Machine is not null && Machine.LedgerVersion != _ledgerReported)
            Raise();
    }

    private void Raise()
    {
        if (_reporting || _removed is not null)
            return;
        _reporting = true;
        After(TimeSpan.FromMilliseconds(1), Tell);
    }

    private void Tell()
    {
        if (_removed is not null)
            return;
        var report = ReportLedger();
        Ask(
            () => Cluster.Silos.Allocator().Hears((AllocatorActivation allocator, Action<bool> reply) => reply(allocator.Take(report))),
            _ =>
            {
                _reporting = Machine is not null && Machine.LedgerVersion != _ledgerReported;
                if (_reporting)
                    Tell();
            },
            Tell);
    }

    private SimulatedLine<SlaveFact> LineTo(FrameworkId framework)
    {
        if (!_frameworks.TryGetValue(framework, out var line))
        {
            line = new SimulatedLine<SlaveFact>(
                World,
                Silo,
                (batch, receipt) => Ask(
                    () => Cluster.Silos.Framework(framework).Hears((FrameworkActivation grain, Action<Receipt> reply) => reply(grain.Report(Id, _fences.EpochOf(framework), batch))), receipt),
                _ =>
                {
                    Machine?.EndFramework(framework, _effects);
                    CarryOut();
                });
            _frameworks.Add(framework, line);
        }

        return line;
    }
}
