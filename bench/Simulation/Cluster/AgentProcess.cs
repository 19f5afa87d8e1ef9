using MesosOrleans.Protocol;
using MesosOrleans.Registrar;
using MesosOrleans.Sessions;
using MesosOrleans.Slaves;

namespace MesosOrleans.Bench.Simulation.Cluster;

/// <summary>What <see cref="AgentSession"/> does, around the real ledger.</summary>
internal sealed class AgentProcess
{
    private readonly SimulatedCluster _cluster;
    private readonly AgentMachine _machine;
    private readonly AgentLedger _ledger;
    private readonly Guid _registrationId;
    private SlaveInfo _info;
    private Session? _session;
    private TimeSpan _heardAt;
    private long _number;
    private bool _opening;
    private bool _confirming;

    public AgentProcess(SimulatedCluster cluster, AgentMachine machine, SlaveInfo info, AgentRegistration? kept, int start)
    {
        (_cluster, _machine, _info, Start) = (cluster, machine, info, start);
        Process = new SimulatedProcess(cluster.World, $"agent {start} of {machine.Name}");
        _registrationId = cluster.World.Draw();
        _ledger = new AgentLedger(cluster.Machinery.AgentTotal(machine.Total));
        if (kept is not null)
            _ledger.Restore(kept);
        Process.Every(cluster.Settings.SlavePingTimeout / 2, () =>
        {
            Look();
            return !IsShutDown;
        });
    }

    public SimulatedProcess Process { get; }

    public int Start { get; }

    public SlaveId? Id => _info.Id;

    /// <summary>It was told that its slave is no part of the cluster.</summary>
    public bool IsShutDown { get; private set; }

    public bool IsRegistered => _session?.Epoch is not null;

    /// <summary>Tasks that it has not forgotten.</summary>
    public int Count => _ledger.Count;

    public bool HasTold => _session is null || _session.Facts.Count == 0;

    public AgentRegistration Snapshot() => _ledger.Snapshot(_info);

    public bool Knows(FrameworkId framework, TaskId task) => _ledger.Runs(framework, task);

    public void End()
    {
        Process.Kill();
        _session?.Facts.Close();
    }

    public void Register()
    {
        if (IsShutDown || _opening)
            return;
        _opening = true;
        if (_info.Id is not null)
        {
            Open();
            return;
        }

        // Drawn by the registrar; a repeated registration gets the first one's.
        var fresh = _info with { Id = new SlaveId($"S{_cluster.World.Random.Next()}") };
        _cluster.Network.Call<AdmitAnswer>(
            Process,
            () => _cluster.Silos.Registrar().Hears((RegistrarActivation registrar, Action<AdmitAnswer> reply) =>
                registrar.Apply(new RegistryOperation.Admit(_registrationId, _registrationId, fresh), reply)),
            answer =>
            {
                if (answer.SlaveId is { } id)
                {
                    _info = _info with { Id = id };
                    Open();
                }
                else
                {
                    ShutDown(answer.Refusal!);
                }
            },
            Again);
    }

    public Receipt Deliver(Epoch epoch, Batch<AgentCommand> commands)
    {
        if (IsShutDown || _session is not { } session)
            return Receipt.UnknownSession;
        if (session.Epoch is not { } own)
            return Receipt.Busy;
        if (!_cluster.Machinery.IsCurrent(own, epoch))
            return Receipt.UnknownSession;
        _heardAt = _cluster.World.Now;
        foreach (var command in session.Commands.Take(commands))
            Carry(command);
        return Receipt.Taken;
    }

    public Receipt Ping(Epoch epoch)
    {
        if (IsShutDown || _session?.Epoch != epoch)
            return Receipt.UnknownSession;
        _heardAt = _cluster.World.Now;
        return Receipt.Taken;
    }

    public void Tell(FrameworkId framework, TaskId task, LaunchModel launch, TaskState state)
    {
        var status = new TaskStatus { TaskId = task, State = state, SlaveId = _info.Id };
        if (_ledger.Update(framework, status, _cluster.World.Draw()) is not { } update)
            return;
        _cluster.Model.Made(launch, update);
        _session?.Facts.Add(new AgentFact.Updated(update));
    }

    public void ExecutorEnded(FrameworkId framework, ExecutorId executor)
    {
        if (_ledger.ExecutorExited(framework, executor))
            _session?.Facts.Add(new AgentFact.ExecutorExited(framework, executor, 0));
    }

    private void Open()
    {
        _session?.Facts.Close();
        var session = new Session();
        session.Facts = new SimulatedLine<AgentFact>(_cluster.World, Process, (batch, receipt) => Report(session, batch, receipt), _ => Broken(session));
        _session = session;
        _number = Math.Max(_number + 1, _cluster.World.GetUtcNow().ToUnixTimeMilliseconds());
        var registration = _ledger.Snapshot(_info) with { Number = _number };
        _cluster.Network.Call<RegisterAnswer>(
            Process,
            () => _cluster.Silos.Slave(_info.Id!.Value).HearsLong((SlaveActivation grain, Action<RegisterAnswer> reply, Action done) =>
                grain.Register(registration, this, reply, done)),
            answer => Registered(session, answer),
            Again);
    }

    private void Registered(Session session, RegisterAnswer answer)
    {
        if (answer.Shutdown is { } reason)
        {
            ShutDown(reason);
            return;
        }

        session.Epoch = answer.Epoch;
        _cluster.Network.Call(
            Process,
            () => _cluster.Silos.Slave(_info.Id!.Value).Hears((SlaveActivation grain, Action<Receipt> reply) => reply(grain.Confirm(answer.Epoch))),
            receipt => Confirmed(session, receipt),
            Again);
    }

    private void Confirmed(Session session, Receipt receipt)
    {
        _opening = false;
        _heardAt = _cluster.World.Now;
        if (session.IsBroken || receipt != Receipt.Taken)
            Register();
    }

    private void Again()
    {
        _opening = false;
        Process.After(_cluster.World.Between(50, 2_000), Register);
    }

    private void Report(Session session, Batch<AgentFact> batch, Action<Receipt> receipt)
    {
        if (session.Epoch is { } epoch)
        {
            _cluster.Network.Call(
                Process,
                () => _cluster.Silos.Slave(_info.Id!.Value).Hears((SlaveActivation grain, Action<Receipt> reply) => reply(grain.Report(epoch, batch))), receipt);
        }
    }

    private void Broken(Session session)
    {
        session.IsBroken = true;
        if (session == _session)
            Register();
    }

    /// <summary>Was the silence long? Then it asks whether its session stands. Is nothing on its way? Then it sends again what is not acknowledged.</summary>
    private void Look()
    {
        if (_session is not { Epoch: { } epoch } session || _opening)
            return;
        if (session.Facts.Count == 0)
        {
            foreach (var update in _ledger.Retries(_cluster.World.GetUtcNow()))
                session.Facts.Add(new AgentFact.Updated(update));
        }

        if (_confirming || _cluster.World.Now - _heardAt < _cluster.Settings.SlavePingTimeout * 1.5)
            return;
        _confirming = true;
        _cluster.Network.Call(
            Process,
            () => _cluster.Silos.Slave(_info.Id!.Value).Hears((SlaveActivation grain, Action<Receipt> reply) => reply(grain.Confirm(epoch))),
            receipt =>
            {
                _confirming = false;
                if (receipt == Receipt.UnknownSession)
                    Broken(session);
                else
                    _heardAt = _cluster.World.Now;
            },
            () => _confirming = false);
    }

    private void ShutDown(string reason)
    {
        _cluster.Trace?.Invoke($"{Process.Name} shuts down: {reason}");
        (IsShutDown, _opening) = (true, false);
        _session?.Facts.Close();
        Process.Kill();
        _machine.ShutDown();
    }

    private void Carry(AgentCommand command)
    {
        switch (command)
        {
            case AgentCommand.Launch launch:
                Launch(launch);
                break;
            case AgentCommand.Kill kill when _ledger.Runs(kill.FrameworkId, kill.TaskId):
                _machine.Kill(kill.FrameworkId, kill.TaskId);
                break;
            case AgentCommand.Acknowledge known:
                _ledger.Acknowledge(known.FrameworkId, known.TaskId, known.Uuid);
                break;
            case AgentCommand.ShutdownFramework gone:
                _ledger.Forget(gone.FrameworkId);
                _machine.EndFramework(gone.FrameworkId);
                break;
        }
    }

    private void Launch(AgentCommand.Launch command)
    {
        var framework = command.Framework.Id!.Value;
        var launch = _cluster.Model.Of(command.Task.Name);
        var refusal = _ledger.Launch(command.Framework, command.Task, command.StartsExecutor);
        if (refusal is null)
        {
            _cluster.Model.Starts(launch, _info.Id!.Value);
            _machine.Launch(command.Framework, command.Task, launch);
        }
        else if (refusal.Length > 0)
        {
            Tell(framework, command.Task.TaskId, launch, TaskState.Lost);
            if (command is { StartsExecutor: true, Task.Executor.ExecutorId: var executor } && !_ledger.Runs(framework, executor))
                _session?.Facts.Add(new AgentFact.ExecutorExited(framework, executor, -1));
        }
    }

    private sealed class Session
    {
        public Epoch? Epoch { get; set; }

        public bool IsBroken { get; set; }

        public Inbox Commands { get; } = new();

        public SimulatedLine<AgentFact> Facts { get; set; } = null!;
    }
}
