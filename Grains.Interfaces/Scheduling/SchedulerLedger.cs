using System.Collections.Immutable;
using MesosOrleans.Protocol;

namespace MesosOrleans.Scheduling;

/// <summary>
/// What a scheduler remembers so that nothing is lost or doubled when its session ends: its tasks of whose end it does not know, and the updates that it has seen. Not safe for several threads.
/// </summary>
internal sealed class SchedulerLedger
{
    /// <summary>Ended tasks that are remembered, so that a late second word about them is recognised.</summary>
    public const int EndedMax = 100_000;

    private readonly Dictionary<TaskId, Entry> _unfinished = [];
    private readonly Dictionary<TaskId, Guid> _ended = [];
    private readonly Queue<TaskId> _endedOrder = new();

    /// <summary>Tasks that were launched and have not ended.</summary>
    public int UnfinishedCount => _unfinished.Count;

    /// <summary>A task is about to be launched. False: an unfinished task has its ID, and what is told under that ID is told of that one.</summary>
    public bool Launch(FrameworkId framework, TaskInfo task)
    {
        _ended.Remove(task.TaskId);
        return _unfinished.TryAdd(task.TaskId, new Entry(TaskSummary.Of(framework, task)));
    }

    /// <summary>An update has arrived. False: its user has it already, so it is only to be acknowledged again.</summary>
    public bool Take(StatusUpdate update)
    {
        var id = update.Status.TaskId;
        if (update.Status.IsReconciliation && !update.Status.State.IsTerminal())
        {
            return true;
        }

        if (_ended.ContainsKey(id))
        {
            return false;
        }

        if (!_unfinished.TryGetValue(id, out var entry))
        {
            entry = new Entry(null);
        }
        else if (!entry.Seen.Add(update.Uuid))
        {
            return false;
        }

        if (update.Status.State.IsTerminal())
        {
            End(id, update.Uuid);
        }
        else if (entry.Task is not null)
        {
            entry.Task = entry.Task with { State = update.Status.State };
        }

        return true;
    }

    /// <summary>For a subscription.</summary>
    public ImmutableArray<TaskSummary> Unfinished() => [.. _unfinished.Values.Where(entry => entry.Task is not null).Select(entry => entry.Task!)];

    /// <summary>Where an unfinished task is; null if it is unknown.</summary>
    public SlaveId? SlaveOf(TaskId task) => _unfinished.TryGetValue(task, out var entry) ? entry.Task?.SlaveId : null;

    private void End(TaskId id, Guid uuid)
    {
        _unfinished.Remove(id);
        _ended[id] = uuid;
        _endedOrder.Enqueue(id);
        while (_endedOrder.Count > EndedMax)
        {
            _ended.Remove(_endedOrder.Dequeue());
        }
    }

    private sealed class Entry(TaskSummary? task)
    {
        public TaskSummary? Task { get; set; } = task;

        public HashSet<Guid> Seen { get; } = [];
    }
}
