using System.Collections.Immutable;
using MesosOrleans.AgentHost.Checkpoints;
using MesosOrleans.Executors;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Executors;

/// <summary>What executors and schedulers say to each other, and how tasks change (rules 11.9, 11.12, 11.16, 13.9).</summary>
internal sealed partial class AgentMachine
{
    /// <summary>An executor is there, for the first time or again (rules 11.9, 13.9).</summary>
    public ExecutorAnswer Subscribe(
        SlaveInfo slave, FrameworkId id, ExecutorId executorId, ImmutableArray<TaskInfo> unacknowledgedTasks,
        ImmutableArray<StatusUpdate> unacknowledgedUpdates, IExecutorConnection connection, DateTimeOffset now, AgentEffects effects)
    {
        if (Locate(id, executorId, out var executor) is var answer and not ExecutorAnswer.Accepted)
        {
            return answer;
        }

        if (executor.Framework.IsTerminating || !executor.TakesTasks)
        {
            effects.Actions.Add(new AgentAction.Send(connection, new ExecutorEvent.Shutdown()));
            effects.Actions.Add(new AgentAction.Close(connection));
            return ExecutorAnswer.Accepted;
        }

        if (executor.Connection is { } former)
        {
            effects.Actions.Add(new AgentAction.Close(former));
        }

        (executor.Connection, executor.State, executor.Deadline, executor.EndReason, executor.HasSubscribed) = (connection, ExecutorState.Running, null, null, true);
        effects.Actions.Add(new AgentAction.Send(
            connection, new ExecutorEvent.Subscribed(executor.Info, executor.Framework.Info, slave, executor.Container)));
        foreach (var update in unacknowledgedUpdates)
        {
            Take(executor, update, now, effects);
        }

        if (executor.IsCommand)
        {
            Repeat(executor, effects);
        }
        else
        {
            CatchUp(executor, unacknowledgedTasks, now, effects);
        }

        Deliver(executor, effects);
        Resize(executor, effects);
        return ExecutorAnswer.Accepted;
    }

    /// <summary>An executor's task changed (rule 11.12).</summary>
    public ExecutorAnswer Update(FrameworkId id, ExecutorId executorId, StatusUpdate update, DateTimeOffset now, AgentEffects effects)
    {
        Traffic.Update(_frameworks.GetValueOrDefault(id) is { IsTerminating: false });
        if (Locate(id, executorId, out var executor) is var answer and not ExecutorAnswer.Accepted)
        {
            return answer;
        }

        if (executor.Connection is null || executor.State == ExecutorState.Registering)
        {
            return ExecutorAnswer.NotSubscribed;
        }

        if (!executor.Framework.IsTerminating)
        {
            Take(executor, update, now, effects);
        }

        return ExecutorAnswer.Accepted;
    }

    /// <summary>An executor says something to its scheduler.</summary>
    public ExecutorAnswer Message(FrameworkId id, ExecutorId executorId, ImmutableArray<byte> data, AgentEffects effects)
    {
        Traffic.Message(Listens(id, executorId) is not null);
        if (Locate(id, executorId, out var executor) is var answer and not ExecutorAnswer.Accepted)
        {
            return answer;
        }

        if (executor.Connection is null)
        {
            return ExecutorAnswer.NotSubscribed;
        }

        if (!executor.Framework.IsTerminating)
        {
            effects.Actions.Add(new AgentAction.Tell(id, executorId, data));
        }

        return ExecutorAnswer.Accepted;
    }

    /// <summary>A scheduler says something to an executor. Lost unless that listens (rule 11.16).</summary>
    public void Tell(FrameworkId id, ExecutorId executorId, ImmutableArray<byte> data, AgentEffects effects)
    {
        var connection = Listens(id, executorId);
        Traffic.Message(connection is not null);
        if (connection is not null)
        {
            effects.Actions.Add(new AgentAction.Send(connection, new ExecutorEvent.Message(data)));
        }
    }

    /// <summary>A connection has ended. The executor may come back until its container ends.</summary>
    public void Disconnected(FrameworkId id, ExecutorId executorId, IExecutorConnection connection)
    {
        if (Find(id, executorId) is { } executor && executor.Connection == connection)
        {
            executor.Connection = null;
        }
    }

    private IExecutorConnection? Listens(FrameworkId id, ExecutorId executor) =>
        Find(id, executor) is { State: ExecutorState.Running, Framework.IsTerminating: false } found ? found.Connection : null;

    private ExecutorAnswer Locate(FrameworkId id, ExecutorId executorId, out AgentExecutor executor)
    {
        executor = null!;
        if (!_frameworks.TryGetValue(id, out var framework))
        {
            return ExecutorAnswer.UnknownFramework;
        }

        return framework.Executors.TryGetValue(executorId, out executor!) && (!executor.IsCommand || rules.HasExternal) && executor.State != ExecutorState.Terminated
            ? ExecutorAnswer.Accepted
            : ExecutorAnswer.UnknownExecutor;
    }

    /// <summary>
    /// After a (re-)subscription: tasks that were on their way when the connection or the agent ended are lost unless the executor shows them (rule 13.9); kills that could not be said are said.
    /// </summary>
    private void CatchUp(AgentExecutor executor, ImmutableArray<TaskInfo> shown, DateTimeOffset now, AgentEffects effects)
    {
        var known = shown.Select(task => task.TaskId).ToHashSet();
        foreach (var task in executor.Launched.Values.ToArray())
        {
            if (task.State == TaskState.Staging && !known.Contains(task.Id))
            {
                Change(executor, task, TaskState.Lost, "Task launched during slave restart", TaskStatusReason.SlaveRestarted, now, effects);
            }
            else if (task.KillWanted)
            {
                Kill(executor, task, effects);
            }
        }
    }

    /// <summary>
    /// The executor of a command task hears of its task each time it subscribes, and starts it once. That its container was launched may have been told as TASK_RUNNING before.
    /// </summary>
    private static void Repeat(AgentExecutor executor, AgentEffects effects)
    {
        foreach (var task in executor.Launched.Values)
        {
            effects.Actions.Add(new AgentAction.Send(executor.Connection!, new ExecutorEvent.Launch(task.Info)));
            if (task.KillWanted)
            {
                Kill(executor, task, effects);
            }
        }
    }

    private void Take(AgentExecutor executor, StatusUpdate update, DateTimeOffset now, AgentEffects effects)
    {
        var id = update.Status.TaskId;
        var isKnown = executor.IsCommand && update.Status.State == TaskState.Running && executor.Launched.GetValueOrDefault(id) is { State: TaskState.Running };
        if (!isKnown && executor.Launched.TryGetValue(id, out var task))
        {
            Enter(executor, task, Judged(task, Completed(executor, update)), now, effects);
        }

        // Also what is dropped: the executor need not keep it.
        if (executor.Connection is { } connection)
        {
            effects.Actions.Add(new AgentAction.Send(connection, new ExecutorEvent.Acknowledged(id, update.Uuid)));
        }
    }

    private static StatusUpdate Completed(AgentExecutor executor, StatusUpdate update)
    {
        var slave = executor.Launched.GetValueOrDefault(update.Status.TaskId)?.Info.SlaveId ?? update.SlaveId;
        return update with
        {
            FrameworkId = executor.Framework.Id,
            ExecutorId = executor.IsCommand ? null : executor.Id,
            SlaveId = slave,
            Timestamp = update.Status.Timestamp,
            Status = update.Status with { SlaveId = slave, ExecutorId = executor.Id },
        };
    }

    /// <summary>The agent itself says what became of a task.</summary>
    private void Change(
        AgentExecutor executor, AgentTask task, TaskState state, string? message, TaskStatusReason? reason, DateTimeOffset now, AgentEffects effects) =>
        Enter(executor, task, Made(executor.Framework.Id, task.Info, executor, state, message, reason, now), now, effects);

    private void Refuse(
        AgentFramework framework, TaskInfo task, TaskState state, string message, TaskStatusReason reason, DateTimeOffset now, AgentEffects effects)
    {
        // No executor holds it, so nothing of it is kept: a restarted agent does not show it, and it is lost.
        Counted(state);
        effects.Actions.Add(new AgentAction.Report(Made(framework.Id, task, null, state, message, reason, now)));
    }

    private StatusUpdate Made(
        FrameworkId framework, TaskInfo task, AgentExecutor? executor, TaskState state, string? message, TaskStatusReason? reason, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeMilliseconds() / 1000.0;
        return new StatusUpdate
        {
            FrameworkId = framework,
            ExecutorId = executor is { IsCommand: false } ? executor.Id : null,
            SlaveId = task.SlaveId,
            Uuid = newUuid(),
            Timestamp = seconds,
            Status = new TaskStatus
            {
                TaskId = task.TaskId,
                State = state,
                Message = message,
                SlaveId = task.SlaveId,
                ExecutorId = executor?.Id,
                Timestamp = seconds,
                Source = executor is { IsCommand: true } && reason is null ? TaskStatusSource.Executor : TaskStatusSource.Slave,
                Reason = reason,
            },
        };
    }

    private void Enter(AgentExecutor executor, AgentTask task, StatusUpdate update, DateTimeOffset now, AgentEffects effects)
    {
        if (!task.Keep(update))
        {
            return;
        }

        Counted(task.State);
        if (Keeps(executor.Framework))
        {
            effects.Checkpoints.Add(new CheckpointChange.Update(KeyOf(executor), update));
        }

        effects.Actions.Add(new AgentAction.Report(update));
        if (task.State == TaskState.Running)
        {
            BeginChecks(executor, task, now, effects);
        }
        else if (task.HasEnded)
        {
            EndChecks(task, effects);
            executor.Queued.Remove(task.Id);
            executor.Launched.Remove(task.Id);
            executor.Ended.Add(task.Id, task);
            executor.TaskResources -= task.Info.Resources;
            Resize(executor, effects);
        }
    }

    private static void Resize(AgentExecutor executor, AgentEffects effects)
    {
        // The container of a command ends with its task, and has been of one size from its launch on.
        if (executor is { IsCommand: false, TakesTasks: true })
        {
            effects.Actions.Add(new AgentAction.Resize(executor.Container, executor.Resources));
        }
    }
}
