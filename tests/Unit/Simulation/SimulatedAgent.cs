using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using MesosOrleans.Slaves;
using MesosOrleans.Values;

namespace MesosOrleans.Tests.Unit.Simulation;

/// <summary>What <see cref="AgentSession"/> does, around the real ledger; its tasks run as long as the world likes.</summary>
internal sealed class SimulatedAgent(World world, SimulatedSlave slave, SlaveInfo info)
{
    private readonly AgentLedger _ledger = new(info.Resources);
    private readonly Dictionary<(FrameworkId Framework, TaskId Task), Resources> _running = [];
    private Session? _session;

    /// <summary>How often each task was started.</summary>
    public Dictionary<TaskId, int> Starts { get; } = [];

    /// <summary>Looks at each task before it is started.</summary>
    public Action<TaskId>? Starting { get; set; }

    public bool IsDead { get; private set; }

    public int Count => _ledger.Count;

    public Resources Used => _running.Values.Aggregate(Resources.Empty, (sum, task) => sum + task);

    public void Register()
    {
        if (IsDead)
        {
            return;
        }

        _session?.Facts.Close();
        var session = new Session();
        session.Facts = new Line<AgentFact>(
            world, batch => session.Epoch is { } epoch ? slave.Report(epoch, batch) : Receipt.Busy, _ => Broken(session));
        _session = session;
        var registration = _ledger.Snapshot(info);
        world.Call(() => slave.Register(registration, this), answer => Registered(session, answer));
    }

    /// <summary>The silence was long: does the session stand?</summary>
    public void Ask()
    {
        if (_session is not { Epoch: { } epoch } session)
        {
            Register();
        }
        else
        {
            world.Call(() => slave.Confirm(epoch), receipt =>
            {
                if (receipt == Receipt.UnknownSession)
                {
                    Broken(session);
                }
            });
        }
    }

    public Receipt Deliver(Epoch epoch, Batch<AgentCommand> commands)
    {
        if (IsDead || _session is null)
        {
            return Receipt.UnknownSession;
        }

        if (_session.Epoch != epoch)
        {
            return _session.Epoch is null ? Receipt.Busy : Receipt.UnknownSession;
        }

        foreach (var command in _session.Commands.Take(commands))
        {
            Carry(command);
        }

        return Receipt.Taken;
    }

    /// <summary>One of its tasks does something.</summary>
    public void Work()
    {
        if (_running.Count == 0)
        {
            return;
        }

        var (framework, task) = world.Pick([.. _running.Keys]);
        Tell(framework, task, world.Pick([TaskState.Running, TaskState.Running, TaskState.Finished, TaskState.Failed]));
    }

    private void Carry(AgentCommand command)
    {
        switch (command)
        {
            case AgentCommand.Launch { Framework.Id: { } framework, Task: var task } launch:
                var refusal = _ledger.Launch(launch.Framework, task);
                if (refusal is null)
                {
                    _running.Add((framework, task.TaskId), task.Resources);
                    Starting?.Invoke(task.TaskId);
                    Starts[task.TaskId] = Starts.GetValueOrDefault(task.TaskId) + 1;
                }
                else if (refusal.Length > 0)
                {
                    Tell(framework, task.TaskId, TaskState.Lost);
                }

                break;
            case AgentCommand.Kill kill when _ledger.Runs(kill.FrameworkId, kill.TaskId):
                Tell(kill.FrameworkId, kill.TaskId, TaskState.Killed);
                break;
            case AgentCommand.Acknowledge known:
                _ledger.Acknowledge(known.FrameworkId, known.TaskId, known.Uuid);
                break;
        }
    }

    private void Tell(FrameworkId framework, TaskId task, TaskState state)
    {
        var status = new TaskStatus { TaskId = task, State = state, SlaveId = info.Id };
        if (_ledger.Update(framework, status, world.NewGuid()) is { } update)
        {
            _session?.Facts.Add(new AgentFact.Updated(update));
        }

        if (state.IsTerminal())
        {
            _running.Remove((framework, task));
        }
    }

    private void Registered(Session session, RegisterAnswer? answer)
    {
        if (answer?.Shutdown is not null)
        {
            IsDead = true;
            _running.Clear();
            _session?.Facts.Close();
        }
        else if (answer is not null && session == _session)
        {
            session.Epoch ??= answer.Epoch;
        }
    }

    private void Broken(Session session)
    {
        if (session == _session)
        {
            Register();
        }
    }

    private sealed class Session
    {
        public Epoch? Epoch { get; set; }

        public Inbox Commands { get; } = new();

        public Line<AgentFact> Facts { get; set; } = null!;
    }
}
