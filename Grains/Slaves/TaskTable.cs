using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using MesosOrleans.Protocol;

namespace MesosOrleans.Slaves;

/// <summary>A task on a slave, with the updates that its framework has not acknowledged.</summary>
public sealed class TaskEntry(TaskSummary task)
{
    private readonly List<StatusUpdate> _pending = [];

    public TaskSummary Task { get; private set; } = task;

    public IReadOnlyList<StatusUpdate> Pending => _pending;

    /// <summary>True once its framework asked to end it; asked again if the agent comes back with it.</summary>
    public bool KillAsked { get; set; }

    /// <summary>Ended, and its framework knows.</summary>
    public bool IsDone => Task.State.IsTerminal() && _pending.Count == 0;

    /// <summary>Enters an update; false if it is here already.</summary>
    public bool Enter(StatusUpdate update)
    {
        foreach (var known in _pending)
        {
            if (known.Uuid == update.Uuid)
            {
                return false;
            }
        }

        _pending.Add(update);
        if (!Task.State.IsTerminal())
        {
            Task = Task.After(update.Status);
        }

        return true;
    }

    /// <summary>An update that the agent showed with the task, whose state contains it.</summary>
    public void Restore(StatusUpdate update) => _pending.Add(update);

    /// <summary>The framework has an update, and so those before it.</summary>
    public void Acknowledge(Guid uuid)
    {
        var index = _pending.FindIndex(update => update.Uuid == uuid);
        if (index >= 0)
        {
            _pending.RemoveRange(0, index + 1);
        }
    }
}

/// <summary>The tasks of one slave, by framework: unfinished ones, and ended ones whose end is not acknowledged.</summary>
public sealed class TaskTable
{
    private readonly Dictionary<FrameworkId, Dictionary<TaskId, TaskEntry>> _frameworks = [];

    public bool TryGet(FrameworkId framework, TaskId task, [NotNullWhen(true)] out TaskEntry? entry)
    {
        entry = null;
        return _frameworks.TryGetValue(framework, out var tasks) && tasks.TryGetValue(task, out entry);
    }

    public TaskEntry Add(TaskSummary task)
    {
        if (!_frameworks.TryGetValue(task.FrameworkId, out var tasks))
        {
            _frameworks.Add(task.FrameworkId, tasks = []);
        }

        var entry = new TaskEntry(task);
        tasks[task.TaskId] = entry;
        return entry;
    }

    public void Remove(FrameworkId framework, TaskId task)
    {
        if (_frameworks.TryGetValue(framework, out var tasks) && tasks.Remove(task) && tasks.Count == 0)
        {
            _frameworks.Remove(framework);
        }
    }

    /// <summary>Forgets a framework; answers what it had.</summary>
    public ImmutableArray<TaskEntry> Remove(FrameworkId framework) =>
        _frameworks.Remove(framework, out var tasks) ? [.. tasks.Values] : [];

    public ImmutableArray<TaskEntry> Of(FrameworkId framework) => _frameworks.TryGetValue(framework, out var tasks) ? [.. tasks.Values] : [];

    public ImmutableArray<FrameworkId> Frameworks() => [.. _frameworks.Keys];

    public ImmutableArray<TaskSummary> All() => [.. _frameworks.Values.SelectMany(tasks => tasks.Values).Select(entry => entry.Task)];

    public void Clear() => _frameworks.Clear();
}
