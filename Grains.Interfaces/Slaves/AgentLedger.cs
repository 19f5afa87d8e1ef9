using System.Collections.Immutable;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Slaves;

/// <summary>
/// What an agent holds: its executors, its tasks and, for each task, the updates that its framework has not acknowledged. The last ledger (design, section 2, invariant 4): a task that does not fit
/// what runs already is refused here, whatever any other ledger believes. An executor counts once, from its first task to its exit, beside its tasks. Not safe for several threads.
/// </summary>
public sealed class AgentLedger(Resources total)
{
    private readonly Dictionary<(FrameworkId, TaskId), Entry> _tasks = [];
    private readonly ExecutorTable _executors = new();
    private readonly Dictionary<FrameworkId, FrameworkInfo> _executorFrameworks = [];

    /// <summary>By the tasks that have not ended and the executors that have not exited.</summary>
    public Resources Used { get; private set; } = Resources.Empty;

    /// <summary>Tasks that are not forgotten.</summary>
    public int Count => _tasks.Count;

    /// <summary>Enters a task. Null: it may start. Otherwise why not; a task that is here already answers the empty text and is left alone.</summary>
    /// <param name="framework">With its ID.</param>
    /// <param name="task">An executor in it names its framework.</param>
    /// <param name="startsExecutor">True: the masters count its executor from this launch on. False: its executor, if it has one, must be here.</param>
    public string? Launch(FrameworkInfo framework, TaskInfo task, bool startsExecutor = false)
    {
        ArgumentNullException.ThrowIfNull(framework);
        ArgumentNullException.ThrowIfNull(task);
        var id = framework.Id!.Value;
        var key = (id, task.TaskId);
        if (_tasks.ContainsKey(key))
        {
            return "";
        }

        var refusal = Refusal(id, task, startsExecutor, out var newExecutor);
        _tasks.Add(key, new Entry(framework, TaskSummary.Of(id, task)));
        Used += task.Resources;
        if (refusal is null && newExecutor is not null)
        {
            Add(framework, newExecutor);
        }

        return refusal;
    }

    /// <summary>Takes over what a former process of the agent held, into an empty ledger.</summary>
    public void Restore(AgentRegistration former)
    {
        ArgumentNullException.ThrowIfNull(former);
        var frameworks = former.Frameworks.ToDictionary(framework => framework.Id!.Value);
        foreach (var executor in former.Executors)
        {
            Add(frameworks[executor.FrameworkId!.Value], executor);
        }

        foreach (var task in former.Tasks)
        {
            _tasks.Add((task.FrameworkId, task.TaskId), new Entry(frameworks[task.FrameworkId], task));
            Used += task.State.IsTerminal() ? Resources.Empty : task.Resources;
        }

        foreach (var update in former.Pending)
        {
            _tasks[(update.FrameworkId, update.Status.TaskId)].Updates.Add(update);
        }
    }

    /// <summary>True if the task is here and has not ended.</summary>
    public bool Runs(FrameworkId framework, TaskId task) => _tasks.TryGetValue((framework, task), out var entry) && !entry.Task.State.IsTerminal();

    /// <summary>True if the executor is here.</summary>
    public bool Runs(FrameworkId framework, ExecutorId executor) => _executors.TryGet(framework, executor, out _);

    /// <summary>A task changed. Null if it is unknown or has ended before: the first terminal state wins.</summary>
    public StatusUpdate? Update(FrameworkId framework, TaskStatus status, Guid uuid)
    {
        ArgumentNullException.ThrowIfNull(status);
        var update = new StatusUpdate { FrameworkId = framework, SlaveId = status.SlaveId, Status = status, Uuid = uuid };
        return Update(update) ? update : null;
    }

    /// <summary>The same of an update that is made already. False: nothing of it is to be told.</summary>
    public bool Update(StatusUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        if (!_tasks.TryGetValue((update.FrameworkId, update.Status.TaskId), out var entry) || entry.Task.State.IsTerminal())
        {
            return false;
        }

        entry.Task = entry.Task.After(update.Status);
        entry.Updates.Add(update);
        if (update.Status.State.IsTerminal())
        {
            Used -= entry.Task.Resources;
        }

        return true;
    }

    /// <summary>An executor is no more. False: it is not here.</summary>
    public bool ExecutorExited(FrameworkId framework, ExecutorId executor)
    {
        if (!_executors.Remove(framework, executor, out var info))
        {
            return false;
        }

        Used -= info.Resources;
        if (_executors.Of(framework).IsEmpty)
        {
            _executorFrameworks.Remove(framework);
        }

        return true;
    }

    /// <summary>The framework has an update. True: it was the last one of a task that has ended, which is now forgotten.</summary>
    public bool Acknowledge(FrameworkId framework, TaskId task, Guid uuid)
    {
        return _tasks.TryGetValue((framework, task), out var entry) && entry.Updates.Acknowledge(uuid) && entry.Updates.Pending.Count == 0
            && entry.Task.State.IsTerminal() && _tasks.Remove((framework, task));
    }

    /// <summary>Updates that are to be sent again, as nobody has acknowledged them for a while.</summary>
    public IEnumerable<StatusUpdate> Retries(DateTimeOffset now)
    {
        foreach (var entry in _tasks.Values)
        {
            if (entry.Updates.Retry(now) is { } update)
            {
                yield return update;
            }
        }
    }

    /// <summary>A framework is gone: nothing of it is told to anybody any more. Answers its tasks, those that have ended too.</summary>
    public ImmutableArray<TaskId> Forget(FrameworkId framework)
    {
        var tasks = ImmutableArray.CreateBuilder<TaskId>();
        foreach (var (key, entry) in _tasks.Where(task => task.Key.Item1 == framework).ToArray())
        {
            if (!entry.Task.State.IsTerminal())
            {
                Used -= entry.Task.Resources;
            }

            tasks.Add(key.Item2);
            _tasks.Remove(key);
        }

        foreach (var executor in _executors.Remove(framework))
        {
            Used -= executor.Resources;
        }

        _executorFrameworks.Remove(framework);
        return tasks.ToImmutable();
    }

    /// <summary>Everything, for a registration and for people.</summary>
    public AgentRegistration Snapshot(SlaveInfo info) => new()
    {
        Info = info,
        Tasks = [.. _tasks.Values.Select(entry => entry.Task)],
        Pending = [.. _tasks.Values.SelectMany(entry => entry.Updates.Pending)],
        Frameworks = [.. _tasks.Values.Select(entry => entry.Framework).Concat(_executorFrameworks.Values).DistinctBy(framework => framework.Id)],
        Executors = _executors.All,
    };

    private string? Refusal(FrameworkId framework, TaskInfo task, bool startsExecutor, out ExecutorInfo? newExecutor)
    {
        newExecutor = null;
        if (task.Executor is { } executor)
        {
            if (_executors.TryGet(framework, executor.ExecutorId, out var running))
            {
                if (ExecutorCompatibility.Difference(running, executor) is { } difference)
                {
                    return $"Executor {executor.ExecutorId} runs already with another {difference}";
                }
            }
            else if (!startsExecutor)
            {
                return $"Executor {executor.ExecutorId} exited before the task came to it";
            }
            else
            {
                newExecutor = executor;
            }
        }

        var needed = newExecutor is null ? task.Resources : task.Resources + newExecutor.Resources;
        return total.Contains(Used + needed) ? null : $"The task needs {needed}, but {total - Used} of {total} is free on its slave";
    }

    private void Add(FrameworkInfo framework, ExecutorInfo executor)
    {
        _executors.Add(executor);
        _executorFrameworks[framework.Id!.Value] = framework;
        Used += executor.Resources;
    }

    private sealed class Entry(FrameworkInfo framework, TaskSummary task)
    {
        public FrameworkInfo Framework { get; } = framework;

        public TaskSummary Task { get; set; } = task;

        public StatusUpdateStream Updates { get; } = new();
    }
}
