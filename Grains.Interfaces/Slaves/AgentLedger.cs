using System.Collections.Immutable;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Slaves;

/// <summary>
/// What an agent holds: its tasks and, for each, the updates that its framework has not acknowledged. The last ledger (design, section 2, invariant 4): a task that does not fit
/// what runs already is refused here, whatever any other ledger believes. Not safe for several threads.
/// </summary>
public sealed class AgentLedger(Resources total)
{
    private readonly Dictionary<(FrameworkId, TaskId), Entry> _tasks = [];

    /// <summary>By the tasks that have not ended.</summary>
    public Resources Used { get; private set; } = Resources.Empty;

    /// <summary>Tasks that are not forgotten.</summary>
    public int Count => _tasks.Count;

    /// <summary>Enters a task. Null: it may start. Otherwise why not; a task that is here already answers the empty text and is left alone.</summary>
    public string? Launch(FrameworkInfo framework, TaskInfo task)
    {
        ArgumentNullException.ThrowIfNull(framework);
        ArgumentNullException.ThrowIfNull(task);
        var key = (framework.Id!.Value, task.TaskId);
        if (_tasks.ContainsKey(key))
        {
            return "";
        }

        var used = Used + task.Resources;
        var fits = total.Contains(used);
        _tasks.Add(key, new Entry(framework, TaskSummary.Of(framework.Id.Value, task)));
        Used = used;
        return fits ? null : $"The task needs {task.Resources}, but {total - (used - task.Resources)} of {total} is free on its slave";
    }

    /// <summary>True if the task is here and has not ended.</summary>
    public bool Runs(FrameworkId framework, TaskId task) => _tasks.TryGetValue((framework, task), out var entry) && !entry.Task.State.IsTerminal();

    /// <summary>A task changed. Null if it is unknown or has ended before: the first terminal state wins.</summary>
    public StatusUpdate? Update(FrameworkId framework, TaskStatus status, Guid uuid)
    {
        ArgumentNullException.ThrowIfNull(status);
        if (!_tasks.TryGetValue((framework, status.TaskId), out var entry) || entry.Task.State.IsTerminal())
        {
            return null;
        }

        var update = new StatusUpdate { FrameworkId = framework, SlaveId = status.SlaveId, Status = status, Uuid = uuid };
        entry.Task = entry.Task.After(status);
        entry.Pending.Enqueue(update);
        if (status.State.IsTerminal())
        {
            Used -= entry.Task.Resources;
        }

        return update;
    }

    /// <summary>The framework has an update. True: it was the last one of a task that has ended, which is now forgotten.</summary>
    public bool Acknowledge(FrameworkId framework, TaskId task, Guid uuid)
    {
        if (!_tasks.TryGetValue((framework, task), out var entry) || entry.Pending.All(update => update.Uuid != uuid))
        {
            return false;
        }

        // Updates arrive in order, so those before the acknowledged one have arrived too.
        while (entry.Pending.Dequeue().Uuid != uuid)
        {
        }

        return entry.Pending.Count == 0 && entry.Task.State.IsTerminal() && _tasks.Remove((framework, task));
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

        return tasks.ToImmutable();
    }

    /// <summary>Everything, for a registration and for people.</summary>
    public AgentRegistration Snapshot(SlaveInfo info) => new()
    {
        Info = info,
        Tasks = [.. _tasks.Values.Select(entry => entry.Task)],
        Pending = [.. _tasks.Values.SelectMany(entry => entry.Pending)],
        Frameworks = [.. _tasks.Values.Select(entry => entry.Framework).DistinctBy(framework => framework.Id)],
    };

    private sealed class Entry(FrameworkInfo framework, TaskSummary task)
    {
        public FrameworkInfo Framework { get; } = framework;

        public TaskSummary Task { get; set; } = task;

        public Queue<StatusUpdate> Pending { get; } = new();
    }
}
