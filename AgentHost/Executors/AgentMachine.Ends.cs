using MesosOrleans.AgentHost.Checkpoints;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Tasks;
using MesosOrleans.Executors;
using MesosOrleans.Flags;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Executors;

/// <summary>How containers begin and end, and what that makes of executors, tasks and frameworks (rules 11.6 to 11.8, 11.11, 11.13 to 11.15).</summary>
internal sealed partial class AgentMachine
{
    /// <summary>The start of a container is begun; it was its turn. The registration timeout runs from here on, so it includes fetching.</summary>
    public void Starting(ContainerId container, DateTimeOffset now)
    {
        if (_containers.TryGetValue(container, out var executor) && executor.State == ExecutorState.Registering)
        {
            executor.EndReason = $"Executor did not register within {DurationText.Format(rules.RegistrationTimeout)}";
            Wait(executor, now + rules.RegistrationTimeout);
        }
    }

    /// <summary>A container runs. That is all that a command task waits for; an executor has yet to subscribe.</summary>
    public void Started(ContainerId container, DateTimeOffset now, AgentEffects effects)
    {
        if (!_containers.TryGetValue(container, out var executor) || executor is not { IsCommand: true, State: ExecutorState.Registering })
        {
            return;
        }

        (executor.State, executor.Deadline, executor.EndReason) = (ExecutorState.Running, null, null);
        foreach (var task in executor.Queued.Values.ToArray())
        {
            executor.Queued.Remove(task.Id);
            executor.Launched.Add(task.Id, task);
            Change(executor, task, TaskState.Running, null, null, now, effects);
        }
    }

    /// <summary>Nothing of a container runs any more, or it was never started (rule 11.13).</summary>
    /// <param name="container">Which.</param>
    /// <param name="end">How.</param>
    /// <param name="errors">The end of its standard error, if that has the reason; see <see cref="TaskOutcome.WantsReason"/>.</param>
    /// <param name="now">The time.</param>
    /// <param name="effects">Filled.</param>
    public void Ended(ContainerId container, ContainerTermination end, string? errors, DateTimeOffset now, AgentEffects effects)
    {
        if (!_containers.TryGetValue(container, out var executor) || executor.State == ExecutorState.Terminated)
        {
            return;
        }

        if (executor.State == ExecutorState.Registering)
        {
            // It was not ended for its lateness.
            executor.EndReason = null;
        }

        (executor.State, executor.Deadline) = (ExecutorState.Terminated, null);
        if (executor.Connection is { } connection)
        {
            executor.Connection = null;
            effects.Actions.Add(new AgentAction.Close(connection));
        }

        if (!executor.Framework.IsTerminating)
        {
            foreach (var task in executor.Launched.Values.Concat(executor.Queued.Values).ToArray())
            {
                End(executor, task, end, errors, now, effects);
            }
        }
        else
        {
            EndChecks(executor, effects);
        }

        if (!executor.IsCommand)
        {
            effects.Actions.Add(new AgentAction.Exited(executor.Framework.Id, executor.Id, StatusOf(end.Exit)));
        }

        RemoveIfDone(executor, effects);
    }

    /// <summary>
    /// After a restart: whoever ran a container does not know it any more, so nobody can say how it ended. Its tasks are lost.
    /// </summary>
    public void Vanished(ContainerId container, DateTimeOffset now, AgentEffects effects)
    {
        if (_containers.GetValueOrDefault(container) is { IsCommand: true, State: not ExecutorState.Terminated, Framework.IsTerminating: false } executor)
        {
            foreach (var task in executor.Launched.Values.Concat(executor.Queued.Values).ToArray())
            {
                Change(executor, task, TaskState.Lost, NothingFound, TaskStatusReason.SlaveRestarted, now, effects);
            }
        }

        Ended(container, ContainerTermination.Of(TaskExit.Lost(NothingFound)), null, now, effects);
    }

    private const string NothingFound = "Nothing of its container was found after the restart of the agent";

    /// <summary>An executor is to end, and so its tasks.</summary>
    public void ShutdownExecutor(FrameworkId id, ExecutorId executorId, DateTimeOffset now, AgentEffects effects)
    {
        if (Find(id, executorId) is { } executor)
        {
            Shutdown(executor, "Executor was shut down", now, effects);
        }
    }

    /// <summary>A framework is gone for ever (rule 11.11): nothing of it is told to anybody.</summary>
    public void ShutdownFramework(FrameworkId id, DateTimeOffset now, AgentEffects effects)
    {
        if (!_frameworks.TryGetValue(id, out var framework) || framework.IsTerminating)
        {
            return;
        }

        framework.IsTerminating = true;
        foreach (var executor in framework.Executors.Values.ToArray())
        {
            Shutdown(executor, "Framework was shut down", now, effects);
            RemoveIfDone(executor, effects);
        }

        RemoveIfDone(framework, effects);
    }

    /// <summary>The agent ends: so do executors.</summary>
    /// <param name="all">False: those of checkpointing frameworks go on without it.</param>
    /// <param name="now">The time.</param>
    /// <param name="effects">Filled.</param>
    public void ShutdownAll(bool all, DateTimeOffset now, AgentEffects effects)
    {
        foreach (var executor in LiveExecutors.Where(executor => all || !Keeps(executor.Framework)).ToArray())
        {
            Shutdown(executor, "The agent was shut down", now, effects);
        }
    }

    private void Shutdown(AgentExecutor executor, string reason, DateTimeOffset now, AgentEffects effects)
    {
        if (!executor.TakesTasks)
        {
            return;
        }

        EndChecks(executor, effects);
        foreach (var task in executor.Launched.Values)
        {
            task.KillWanted |= executor.IsCommand;
        }

        if (executor is { IsCommand: true, Connection: null })
        {
            (executor.State, executor.EndReason) = (ExecutorState.Terminating, reason);
            effects.Actions.Add(new AgentAction.Kill(executor.Container, null));
        }
        else if (executor.Connection is { } connection)
        {
            (executor.State, executor.EndReason) = (ExecutorState.Terminating, reason);
            effects.Actions.Add(new AgentAction.Send(connection, new ExecutorEvent.Shutdown()));
            Wait(executor, now + (executor.Info.ShutdownGracePeriod ?? rules.ShutdownGracePeriod));
        }
        else
        {
            Destroy(executor, reason, effects);
        }
    }

    private static void Destroy(AgentExecutor executor, string reason, AgentEffects effects)
    {
        (executor.State, executor.Deadline, executor.EndReason) = (ExecutorState.Terminating, null, reason);
        effects.Actions.Add(new AgentAction.Kill(executor.Container, TimeSpan.Zero));
    }

    private void End(AgentExecutor executor, AgentTask task, ContainerTermination end, string? errors, DateTimeOffset now, AgentEffects effects)
    {
        if (end.IsLimitation)
        {
            var isQueued = executor.Queued.ContainsKey(task.Id);
            var message = isQueued && executor.EndReason is { } late ? $"{late}: {end.Message}" : end.Message;
            Change(executor, task, TaskState.Failed, message, isQueued ? TaskStatusReason.ContainerLaunchFailed : TaskStatusReason.ContainerLimitation, now, effects);
        }
        else if (!executor.IsCommand)
        {
            Change(executor, task, TaskState.Lost, $"{executor.EndReason ?? "Executor terminated"} ({end.Exit.Message})", TaskStatusReason.ExecutorTerminated,
                now, effects);
        }
        else if (executor.Queued.ContainsKey(task.Id))
        {
            Change(executor, task, TaskState.Failed, end.Message ?? executor.EndReason ?? end.Exit.Message, TaskStatusReason.ContainerLaunchFailed, now, effects);
        }
        else if (task.Health?.EndReason is { } health)
        {
            Change(executor, task, TaskState.Failed, $"{health} ({end.Exit.Message})", null, now, effects);
        }
        else if (executor.HasSubscribed)
        {
            // Rule 11.13: an executor that ended well has told the end of its task before.
            Change(executor, task, task.KillWanted ? TaskState.Killed : TaskState.Failed, $"Abnormal executor termination ({end.Exit.Message})",
                TaskStatusReason.ExecutorTerminated, now, effects);
        }
        else
        {
            var outcome = TaskOutcome.Of(end.Exit, task.KillWanted, errors);
            Change(executor, task, outcome.State, outcome.Message, null, now, effects);
        }
    }

    /// <summary>As waitpid gives it; -1 if nobody knows.</summary>
    private static int StatusOf(TaskExit exit) => exit.ExitCode is { } code ? code << 8 : exit.Signal ?? -1;

    private void RemoveIfDone(AgentExecutor executor, AgentEffects effects)
    {
        var framework = executor.Framework;
        if (executor.State != ExecutorState.Terminated || (executor.IsIncomplete && !framework.IsTerminating) || !framework.Executors.Remove(executor.Id))
        {
            return;
        }

        _containers.Remove(executor.Container);
        foreach (var task in executor.Queued.Keys.Concat(executor.Launched.Keys).Concat(executor.Ended.Keys))
        {
            framework.Holders.Remove(task);
        }

        Enqueue(framework.Completed, executor, AgentFramework.CompletedExecutorsMax);
        if (Keeps(framework))
        {
            effects.Checkpoints.Add(new CheckpointChange.ExecutorDone(KeyOf(executor)));
        }

        // Rule 11.14.
        effects.Actions.Add(new AgentAction.Discard(executor.Sandbox.Directory));
        effects.Actions.Add(new AgentAction.Discard(executor.Sandbox.Executor));
        RemoveIfDone(framework, effects);
        if (framework.Executors.Count == 0)
        {
            effects.Actions.Add(new AgentAction.Discard(executor.Sandbox.Framework));
        }
    }

    private void RemoveIfDone(AgentFramework framework, AgentEffects effects)
    {
        if (framework.Executors.Count > 0 || !_frameworks.Remove(framework.Id))
        {
            return;
        }

        framework.IsTerminating = false;
        if (_completed.Count == CompletedFrameworksMax)
        {
            _completed.RemoveAt(0);
        }

        _completed.Add(framework.Id, framework);
        if (Keeps(framework))
        {
            effects.Checkpoints.Add(new CheckpointChange.FrameworkDone(framework.Id));
        }
    }
}
