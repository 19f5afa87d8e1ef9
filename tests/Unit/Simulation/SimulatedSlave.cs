using MesosOrleans.Allocation;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using MesosOrleans.Slaves;
using MesosOrleans.Values;

namespace MesosOrleans.Tests.Unit.Simulation;

/// <summary>What the slave grain does, around the real machine; it can be lost at any time.</summary>
internal sealed class SimulatedSlave
{
    private readonly World _world;
    private readonly SlaveInfo _info;
    private readonly SimulatedFramework _framework;
    private readonly SlaveEffects _effects = new();
    private Guid _activation;
    private long _sessions;
    private (Epoch Epoch, Line<AgentCommand> Commands, Inbox Facts)? _agent;
    private Line<SlaveFact>? _facts;
    private Inbox _calls = new();
    private long _frameworkEpoch;

    public SimulatedSlave(World world, SlaveInfo info, SimulatedFramework framework)
    {
        (_world, _info, _framework) = (world, info, framework);
        Machine = Activate();
        framework.Slaves.Add(info.Id!.Value, this);
    }

    public SlaveMachine Machine { get; private set; }

    /// <summary>As the registry has it.</summary>
    public bool IsRemoved { get; private set; }

    /// <summary>What it told has arrived.</summary>
    public bool HasTold => _facts?.IsEmpty ?? true;

    public RegisterAnswer? Register(AgentRegistration registration, SimulatedAgent agent)
    {
        if (IsRemoved)
        {
            return new RegisterAnswer { Shutdown = "removed" };
        }

        var epoch = new Epoch(_activation, ++_sessions);
        _agent?.Commands.Close();
        _agent = (epoch, new Line<AgentCommand>(_world, batch => agent.Deliver(epoch, batch), _ => { }), new Inbox());
        Machine.Register(registration, epoch, [_framework.Id], _effects);
        CarryOut();
        return new RegisterAnswer { Epoch = epoch };
    }

    public Receipt Report(Epoch epoch, Batch<AgentFact> facts)
    {
        if (Confirm(epoch) != Receipt.Taken)
        {
            return Receipt.UnknownSession;
        }

        Machine.Report(_agent!.Value.Facts.Take(facts), _effects);
        CarryOut();
        return Receipt.Taken;
    }

    public Receipt Confirm(Epoch epoch)
    {
        if (IsRemoved || _agent?.Epoch != epoch)
        {
            return Receipt.UnknownSession;
        }

        if (!Machine.Connected)
        {
            Machine.Reconnect();
        }

        return Receipt.Taken;
    }

    public Receipt Submit(FrameworkInfo framework, long epoch, Batch<FrameworkCall> calls)
    {
        if (epoch < _frameworkEpoch)
        {
            return Receipt.UnknownSession;
        }

        _frameworkEpoch = epoch;
        if (IsRemoved)
        {
            return Receipt.Gone;
        }

        foreach (var call in _calls.Take(calls))
        {
            Machine.Submit(framework, call, 0, _effects);
        }

        CarryOut();
        return Receipt.Taken;
    }

    public void Offer(Resources resources)
    {
        Machine.Offer([new OfferRequest(_framework.Id, resources)], _effects);
        CarryOut();
    }

    public void FallSilent()
    {
        if (!IsRemoved)
        {
            Machine.Disconnect(_effects);
            CarryOut();
        }
    }

    public void Remove()
    {
        if (!IsRemoved)
        {
            Machine.BeginRemoval(_effects);
            IsRemoved = true;
            Machine.Removed([_framework.Id], _effects);
            CarryOut();
            _agent?.Commands.Close();
        }
    }

    /// <summary>Its silo dies. A removed slave's grain is spared until it has told: nobody else would.</summary>
    public void Lose()
    {
        if (!IsRemoved || HasTold)
        {
            _agent?.Commands.Close();
            _facts?.Close();
            (_agent, _facts, _calls, _frameworkEpoch) = (null, null, new Inbox(), 0);
            Machine = Activate();
        }
    }

    private SlaveMachine Activate()
    {
        _activation = _world.NewGuid();
        return new SlaveMachine(_info, _activation, () => new OfferId(_world.NewGuid().ToString("N")), _world.NewGuid);
    }

    private void CarryOut()
    {
        foreach (var command in _effects.Commands)
        {
            _agent?.Commands.Add(command);
        }

        foreach (var (_, fact) in _effects.Facts)
        {
            _facts ??= new Line<SlaveFact>(_world, batch => _framework.Report(_info.Id!.Value, batch), _ => { });
            _facts.Add(fact);
        }

        _effects.Clear();
    }
}
