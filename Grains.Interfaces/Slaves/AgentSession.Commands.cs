using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using MesosOrleans.Tracing;

namespace MesosOrleans.Slaves;

/// <summary>What the masters tell the agent to do.</summary>
public sealed partial class AgentSession
{
    /// <inheritdoc/>
    async Task<Receipt> IAgentObserver.Deliver(Epoch epoch, Batch<AgentCommand> commands)
    {
        if (await Current(epoch) is not { } session)
        {
            return Receipt.UnknownSession;
        }

        _keeper.Heard();
        lock (_gate)
        {
            // A registration composed meanwhile has not shown what these commands would do: they die with their epoch.
            if (session != _session)
            {
                return Receipt.UnknownSession;
            }

            foreach (var command in session.Incoming.Take(commands))
            {
                Carry(command);
            }
        }

        return Receipt.Taken;
    }

    /// <inheritdoc/>
    async Task<Receipt> IAgentObserver.Ping(Epoch epoch)
    {
        if (await Current(epoch) is null)
        {
            return Receipt.UnknownSession;
        }

        _keeper.Heard();
        return Receipt.Taken;
    }

    private async Task<ClientSession<AgentFact>?> Current(Epoch epoch)
    {
        ClientSession<AgentFact>? session;
        lock (_gate)
        {
            session = _session;
        }

        return session is not null && await session.Has(epoch) ? session : null;
    }

    private void Carry(AgentCommand command)
    {
        switch (command)
        {
            case AgentCommand.Launch launch:
                Launch(launch);
                break;
            case AgentCommand.Kill kill when _ledger.Runs(kill.FrameworkId, kill.TaskId):
                _work.Kill(kill.FrameworkId, kill.TaskId);
                break;
            case AgentCommand.Acknowledge known:
                _work.Acknowledge(known.FrameworkId, known.TaskId, known.Uuid);
                if (_ledger.Acknowledge(known.FrameworkId, known.TaskId, known.Uuid))
                {
                    _work.Forget(known.FrameworkId, known.TaskId);
                }

                break;
            case AgentCommand.ShutdownFramework gone:
                foreach (var task in _ledger.Forget(gone.FrameworkId))
                {
                    _work.Forget(gone.FrameworkId, task);
                }

                _work.ShutdownFramework(gone.FrameworkId);
                break;
            case AgentCommand.Message message:
                _work.Message(message.FrameworkId, message.ExecutorId, message.Data);
                break;
            case AgentCommand.ShutdownExecutor shutdown:
                _work.ShutdownExecutor(shutdown.FrameworkId, shutdown.ExecutorId);
                break;
        }
    }

    private void Launch(AgentCommand.Launch launch)
    {
        var framework = launch.Framework.Id!.Value;
        using var span = TaskTrace.Start("agent.launch", framework, launch.Task.TaskId);
        var refusal = _ledger.Launch(launch.Framework, launch.Task, launch.StartsExecutor);
        if (refusal is null)
        {
            _work.Launch(launch.Framework, launch.Task);
        }
        else if (refusal.Length > 0)
        {
            Update(framework, launch.Task.TaskId, TaskState.Lost, refusal);
            if (launch is { StartsExecutor: true, Task.Executor.ExecutorId: var executor } && !_ledger.Runs(framework, executor))
            {
                // The masters count it from the launch on.
                _session?.Outgoing.Add(new AgentFact.ExecutorExited(framework, executor, -1));
            }
        }
    }
}
