using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Executors;

/// <summary>
/// Health checks of tasks, which Mesos 0.19 declares and does not carry out. The agent checks every task that has one while it is RUNNING, whoever its executor is, until somebody wants its end; a task that is ended for its
/// health is FAILED in the words of the last check, whatever its process or its executor makes of the kill.
/// </summary>
internal sealed partial class AgentMachine
{
    /// <summary>A check of a task has ended.</summary>
    /// <param name="task">As it was when the check was begun.</param>
    /// <param name="problem">What is wrong; null if all is well.</param>
    /// <param name="now">The time.</param>
    /// <param name="effects">Filled.</param>
    public void Checked(AgentTask task, string? problem, DateTimeOffset now, AgentEffects effects)
    {
        if (!_frameworks.TryGetValue(task.Summary.FrameworkId, out var framework) || framework.IsTerminating
            || !framework.Holders.TryGetValue(task.Id, out var executor) || executor.Launched.GetValueOrDefault(task.Id) != task
            || !executor.TakesTasks || task is not { KillWanted: false, Health: { } health } || health.Checked(problem, now) is not { } verdict)
        {
            return;
        }

        var update = Made(framework.Id, task.Info, executor, TaskState.Running, verdict.Message, TaskStatusReason.TaskHealthCheckStatusUpdated, now);
        Enter(executor, task, update with { Status = update.Status with { Healthy = verdict.IsHealthy } }, now, effects);
        if (verdict.IsKill)
        {
            Kill(executor, task, effects);
        }
    }

    /// <summary>It has come to RUNNING, in whatever way.</summary>
    private static void BeginChecks(AgentExecutor executor, AgentTask task, DateTimeOffset now, AgentEffects effects)
    {
        if (executor.TakesTasks && !task.KillWanted && task.BeginHealth(now))
        {
            effects.Actions.Add(new AgentAction.Check(executor, task));
        }
    }

    /// <summary>Takes the checks of a task over from a former process of the agent, with what that has told of them.</summary>
    private static void RestoreChecks(AgentExecutor executor, AgentTask task, IEnumerable<StatusUpdate> updates, DateTimeOffset now, AgentEffects effects)
    {
        foreach (var status in updates.Select(update => update.Status).Where(status => status.State == TaskState.Running))
        {
            var told = DateTimeOffset.UnixEpoch.AddSeconds(Math.Clamp(status.Timestamp, 0, (now - DateTimeOffset.UnixEpoch).TotalSeconds));
            task.BeginHealth(told);
            if (status is { Reason: TaskStatusReason.TaskHealthCheckStatusUpdated, Healthy: { } isHealthy })
            {
                task.Health?.Told(isHealthy, status.Message ?? "");
            }
        }

        if (task.Health is { EndReason: null })
        {
            effects.Actions.Add(new AgentAction.Check(executor, task));
        }
        else if (task.Health is not null)
        {
            Kill(executor, task, effects);
        }
    }

    private static void EndChecks(AgentTask task, AgentEffects effects)
    {
        if (task.Health is not null)
        {
            effects.Actions.Add(new AgentAction.EndCheck(task));
        }
    }

    private static void EndChecks(AgentExecutor executor, AgentEffects effects)
    {
        foreach (var task in executor.Launched.Values)
        {
            EndChecks(task, effects);
        }
    }

    /// <summary>An executor that was told to kill its task for its health says that it did.</summary>
    private static StatusUpdate Judged(AgentTask task, StatusUpdate update) =>
        task.Health?.EndReason is { } reason && update.Status.State == TaskState.Killed
            ? update with { Status = update.Status with { State = TaskState.Failed, Message = reason } }
            : update;
}
