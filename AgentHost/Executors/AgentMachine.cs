using System.Collections.Immutable;
using MesosOrleans.AgentHost.Checkpoints;
using MesosOrleans.AgentHost.Sandboxes;
using MesosOrleans.AgentHost.Tasks;
using MesosOrleans.Executors;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Executors;

/// <summary>
/// What runs on this agent: frameworks, their executors, the executors' tasks (semantics, section 11; Mesos 0.19 <c>src/slave/slave.cpp</c>). It decides; what it decided is in the effects.
/// <para>Invariants: a task has at most one terminal state. What a checkpointing framework has here is on disk before anybody else knows it. An executor that was started is known until its
/// container has ended.</para>
/// <para>Deviations. A command task has no executor process: the agent plays it, and the executor that people see is made up. An update of a task that nobody here knows is dropped, and a second
/// terminal one too: Mesos forwards both, and the framework may hear two ends. A task for an executor that is cut off waits, instead of being lost on the way.</para>
/// Not safe for several threads.
/// </summary>
internal sealed partial class AgentMachine(AgentRules rules, Func<ContainerId> newContainer, Func<Guid> newUuid)
{
    /// <summary>Mesos 0.19 <c>src/slave/constants.hpp</c>.</summary>
    public const int CompletedFrameworksMax = 50;

    // In the order of arrival. Invariant: a framework is in one of them; those in the second have no executors.
    private readonly OrderedDictionary<FrameworkId, AgentFramework> _frameworks = [];
    private readonly OrderedDictionary<FrameworkId, AgentFramework> _completed = [];
    private readonly Dictionary<ContainerId, AgentExecutor> _containers = [];
    private readonly PriorityQueue<ContainerId, DateTimeOffset> _deadlines = new();
    private readonly Dictionary<TaskState, long> _counts = [];

    /// <summary>Frameworks that have executors here.</summary>
    public IEnumerable<AgentFramework> Frameworks => _frameworks.Values;

    /// <summary>Frameworks that had executors here, the newest last.</summary>
    public IEnumerable<AgentFramework> CompletedFrameworks => _completed.Values;

    /// <summary>The newest tasks of the past, oldest first, without those whose end nobody told as their framework was gone.</summary>
    public ImmutableArray<TaskSummary> History(int max) =>
        [.. _frameworks.Values.Concat(_completed.Values)
            .SelectMany(framework => framework.Completed.Concat(framework.Executors.Values))
            .SelectMany(executor => executor.Completed)
            .Select(task => task.Summary)
            .Where(task => task.State.IsTerminal())
            .OrderBy(task => task.Statuses[^1].Timestamp)
            .TakeLast(max)];

    /// <summary>Containers that have not ended.</summary>
    public IEnumerable<AgentExecutor> LiveExecutors => _containers.Values.Where(executor => executor.State != ExecutorState.Terminated);

    /// <summary>How many tasks have come into a state since the agent was started.</summary>
    public long Count(TaskState state) => _counts.GetValueOrDefault(state);

    /// <summary>What was said since the agent was started.</summary>
    public AgentTraffic Traffic { get; } = new();

    public AgentExecutor? Find(FrameworkId framework, ExecutorId executor) => _frameworks.GetValueOrDefault(framework)?.Executors.GetValueOrDefault(executor);

    public AgentExecutor? Find(ContainerId container) => _containers.GetValueOrDefault(container);

    /// <summary>A task that fits comes (rules 11.2, 11.3).</summary>
    public void Launch(FrameworkInfo info, TaskInfo task, DateTimeOffset now, AgentEffects effects)
    {
        if (_frameworks.GetValueOrDefault(info.Id!.Value) is { IsTerminating: true })
        {
            return;
        }

        var framework = FrameworkOf(info, effects);
        Counted(TaskState.Staging);
        var id = task.Executor?.ExecutorId ?? new ExecutorId(task.TaskId.Value);
        if (!framework.Executors.TryGetValue(id, out var executor))
        {
            if (TaskRefusal.Of(task) is { } refusal)
            {
                Refuse(framework, task, TaskState.Failed, refusal, TaskStatusReason.TaskInvalid, now, effects);
                RemoveIfDone(framework, effects);
                return;
            }

            executor = Add(framework, task, effects);
            Enqueue(executor, task, effects);
            effects.Actions.Add(new AgentAction.Start(executor, task, executor.Resources));
        }
        else if (executor.IsCommand)
        {
            Refuse(framework, task, TaskState.Failed, CommandExecutor.SecondTask, TaskStatusReason.TaskInvalid, now, effects);
        }
        else if (!executor.TakesTasks)
        {
            Refuse(framework, task, TaskState.Lost, "Executor terminating/terminated", TaskStatusReason.ExecutorTerminated, now, effects);
        }
        else
        {
            Enqueue(executor, task, effects);
            Resize(executor, effects);
            Deliver(executor, effects);
        }
    }

    /// <summary>A task is to end (rule 11.10).</summary>
    public void Kill(FrameworkId id, TaskId task, DateTimeOffset now, AgentEffects effects)
    {
        if (!_frameworks.TryGetValue(id, out var framework) || framework.IsTerminating || !framework.Holders.TryGetValue(task, out var executor)
            || !executor.TakesTasks)
        {
            return;
        }

        if (executor.Queued.TryGetValue(task, out var queued))
        {
            Change(executor, queued, TaskState.Killed, executor.IsCommand ? "Killed before it was started" : "Unregistered executor",
                executor.IsCommand ? TaskStatusReason.TaskKilledDuringLaunch : TaskStatusReason.ExecutorUnregistered, now, effects);
            if (executor is { State: ExecutorState.Registering, Queued.Count: 0, Launched.Count: 0 })
            {
                Destroy(executor, "All its tasks were killed before it subscribed", effects);
            }
        }
        else if (executor.Launched.TryGetValue(task, out var launched))
        {
            Kill(executor, launched, effects);
        }
    }

    /// <summary>The framework has an update, and so those before it.</summary>
    public void Acknowledge(FrameworkId id, TaskId task, Guid uuid, AgentEffects effects)
    {
        if (_frameworks.TryGetValue(id, out var framework) && framework.Holders.TryGetValue(task, out var executor) && Keeps(framework))
        {
            effects.Checkpoints.Add(new CheckpointChange.Acknowledged(KeyOf(executor), task, uuid));
        }
    }

    /// <summary>The end of a task is acknowledged: it is history.</summary>
    public void Forget(FrameworkId id, TaskId task, AgentEffects effects)
    {
        if (!_frameworks.TryGetValue(id, out var framework) || !framework.Holders.TryGetValue(task, out var executor)
            || !executor.Ended.Remove(task, out var ended))
        {
            return;
        }

        framework.Holders.Remove(task);
        Enqueue(executor.Completed, ended, AgentExecutor.CompletedTasksMax);
        if (Keeps(framework))
        {
            effects.Checkpoints.Add(new CheckpointChange.TaskDone(KeyOf(executor), task));
        }

        RemoveIfDone(executor, effects);
    }

    /// <summary>What is due by now.</summary>
    public void Tick(DateTimeOffset now, AgentEffects effects)
    {
        while (_deadlines.TryPeek(out var container, out var due) && due <= now)
        {
            _deadlines.Dequeue();
            if (_containers.TryGetValue(container, out var executor) && executor.Deadline <= now)
            {
                Expire(executor, effects);
            }
        }
    }

    /// <summary>When <see cref="Tick"/> has something to do; null if never. May be too early.</summary>
    public DateTimeOffset? NextDeadline => _deadlines.TryPeek(out _, out var due) ? due : null;

    private static void Expire(AgentExecutor executor, AgentEffects effects)
    {
        executor.Deadline = null;
        if (executor.State == ExecutorState.Registering)
        {
            // Rule 11.7, 13.8: its tasks become LOST or FAILED when its container has ended.
            Destroy(executor, executor.EndReason ?? "Executor did not register in time", effects);
        }
        else if (executor.State == ExecutorState.Terminating)
        {
            effects.Actions.Add(new AgentAction.Kill(executor.Container, TimeSpan.Zero));
        }
    }

    private AgentFramework FrameworkOf(FrameworkInfo info, AgentEffects effects)
    {
        var id = info.Id!.Value;
        var known = _frameworks.TryGetValue(id, out var framework);
        if (!known)
        {
            framework = _completed.Remove(id, out var before) ? before : new AgentFramework(info);
            _frameworks.Add(id, framework);
        }

        if ((!known || framework!.Info != info) && rules.Checkpoint && info.Checkpoint)
        {
            effects.Checkpoints.Add(new CheckpointChange.Framework(info));
        }

        framework!.Info = info;
        return framework;
    }

    private AgentExecutor Add(AgentFramework framework, TaskInfo task, AgentEffects effects)
    {
        var info = task.Executor ?? CommandExecutor.Of(framework.Id, task);
        var sandbox = SandboxPath.Of(rules.WorkDirectory, task.SlaveId, framework.Id, info.ExecutorId, newContainer());
        var executor = new AgentExecutor(framework, info with { FrameworkId = framework.Id }, task.Executor is null, sandbox);
        framework.Executors.Add(executor.Id, executor);
        _containers.Add(executor.Container, executor);
        if (Keeps(framework))
        {
            effects.Checkpoints.Add(new CheckpointChange.Executor(KeyOf(executor), executor.Info, executor.IsCommand));
        }

        return executor;
    }

    private void Enqueue(AgentExecutor executor, TaskInfo info, AgentEffects effects)
    {
        var task = new AgentTask(executor.Framework.Id, info);
        executor.Queued.Add(task.Id, task);
        executor.Framework.Holders[task.Id] = executor;
        executor.TaskResources += info.Resources;
        if (Keeps(executor.Framework))
        {
            effects.Checkpoints.Add(new CheckpointChange.Task(KeyOf(executor), info));
        }
    }

    /// <summary>Gives an executor that can take them all tasks that wait for it.</summary>
    private static void Deliver(AgentExecutor executor, AgentEffects effects)
    {
        if (executor is not { State: ExecutorState.Running, Connection: { } connection })
        {
            return;
        }

        foreach (var (id, task) in executor.Queued)
        {
            executor.Launched.Add(id, task);
            effects.Actions.Add(new AgentAction.Send(connection, new ExecutorEvent.Launch(task.Info)));
        }

        executor.Queued.Clear();
    }

    private static void Kill(AgentExecutor executor, AgentTask task, AgentEffects effects)
    {
        task.KillWanted = true;
        EndChecks(task, effects);
        if (executor.Connection is { } connection)
        {
            effects.Actions.Add(new AgentAction.Send(connection, new ExecutorEvent.Kill(task.Id)));
        }
        else if (executor.IsCommand)
        {
            effects.Actions.Add(new AgentAction.Kill(executor.Container, task.Info.KillPolicy?.GracePeriod));
        }
    }

    private bool Keeps(AgentFramework framework) => rules.Checkpoint && framework.Info.Checkpoint;

    private static RunKey KeyOf(AgentExecutor executor) => new(executor.Framework.Id, executor.Id, executor.Container);

    private void Wait(AgentExecutor executor, DateTimeOffset until)
    {
        executor.Deadline = until;
        _deadlines.Enqueue(executor.Container, until);
    }

    private void Counted(TaskState state) => _counts[state] = Count(state) + 1;

    private static void Enqueue<T>(Queue<T> history, T item, int max)
    {
        if (history.Count == max)
        {
            history.Dequeue();
        }

        history.Enqueue(item);
    }
}
