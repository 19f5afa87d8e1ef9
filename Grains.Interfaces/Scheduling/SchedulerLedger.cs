using System.Collections.Immutable;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;

namespace MesosOrleans.Scheduling;

/// <summary>
/// What a scheduler remembers so that nothing is lost or doubled when its session ends: its tasks of whose end it does not know, and the updates that it has seen. Not safe for several threads.
/// </summary>
internal sealed class SchedulerLedger
{
    /// <summary>Ended tasks that are remembered, so that a late second word about them is recognised.</summary>
    public const int EndedMax = 100_000;

    /// <summary>Updates, and ends among them, that are remembered of all ended tasks of one ID: the newest.</summary>
    public const int FormerMax = 16;

    private readonly Dictionary<TaskId, Entry> _unfinished = [];
    private readonly Dictionary<TaskId, Ended> _ended = [];
    private readonly Queue<(TaskId Task, Guid End)> _endedOrder = new();

    /// <summary>Tasks that were launched and have not ended.</summary>
    public int UnfinishedCount { get; private set; }

    /// <summary>A task is about to be launched. False: an unfinished task has its ID, and what is told under that ID is told of that one.</summary>
    public bool Launch(FrameworkId framework, TaskInfo task)
    {
        var entry = new Entry(TaskSummary.Of(framework, task));
        if (!_unfinished.TryAdd(task.TaskId, entry))
        {
            return false;
        }

        if (_ended.Remove(task.TaskId, out var former))
        {
            // What was told of the tasks that had the ID before may be told once more; it is not about this one.
            entry.Seen.UnionWith(former.Ends.Union(former.Seen));
            entry.FormerEnds = former.Ends;
        }

        UnfinishedCount++;
        return true;
    }

    /// <summary>An update has arrived. False: its user has it already, so it is only to be acknowledged again.</summary>
    public bool Take(StatusUpdate update)
    {
        if (update.Status.IsReconciliation)
        {
            // An answer to a question; what changes comes as an update of its own.
            return true;
        }

        var id = update.Status.TaskId;
        if (_ended.ContainsKey(id))
        {
            return false;
        }

        if (!_unfinished.TryGetValue(id, out var entry))
        {
            // Of a scheduler of before.
            _unfinished.Add(id, entry = new Entry(null));
        }

        if (entry.Task is { } task && update.SlaveId is { } slave && slave != task.SlaveId)
        {
            // Of a task that had the ID before, elsewhere.
            return false;
        }

        if (!entry.Seen.Add(update.Uuid))
        {
            return false;
        }

        if (update.Status.State.IsTerminal())
        {
            End(id, entry, update.Uuid);
        }
        else if (entry.Task is not null)
        {
            entry.Task = entry.Task with { State = update.Status.State };
        }

        return true;
    }

    /// <summary>For a subscription.</summary>
    public ImmutableArray<TaskSummary> Unfinished() => [.. _unfinished.Values.Where(entry => entry.Task is not null).Select(entry => entry.Task!)];

    /// <summary>For a subscription: what tells the unfinished tasks from those that had their ID before.</summary>
    public ImmutableArray<FormerEnd> FormerEnds() =>
        [.. _unfinished.SelectMany(task => task.Value.FormerEnds.Select(end => new FormerEnd(task.Key, end)))];

    /// <summary>The same, of tasks that are being launched.</summary>
    public ImmutableArray<FormerEnd> FormerEnds(ImmutableArray<TaskInfo> launched) =>
        [.. launched.SelectMany(task => _unfinished[task.TaskId].FormerEnds.Select(end => new FormerEnd(task.TaskId, end)))];

    /// <summary>Where an unfinished task is; null if it is unknown.</summary>
    public SlaveId? SlaveOf(TaskId task) => _unfinished.TryGetValue(task, out var entry) ? entry.Task?.SlaveId : null;

    private void End(TaskId id, Entry entry, Guid uuid)
    {
        _unfinished.Remove(id);
        UnfinishedCount -= entry.Task is null ? 0 : 1;
        _ended[id] = new Ended([.. entry.FormerEnds.TakeLast(FormerMax - 1), uuid], [.. entry.Seen.TakeLast(FormerMax)]);
        _endedOrder.Enqueue((id, uuid));
        while (_endedOrder.Count > EndedMax)
        {
            var (task, end) = _endedOrder.Dequeue();
            if (_ended.TryGetValue(task, out var newest) && newest.Ends[^1] == end)
            {
                _ended.Remove(task);
            }
        }
    }

    /// <summary>The tasks that had an ID; what came last is last.</summary>
    private readonly record struct Ended(ImmutableArray<Guid> Ends, ImmutableArray<Guid> Seen);

    private sealed class Entry(TaskSummary? task)
    {
        public TaskSummary? Task { get; set; } = task;

        public HashSet<Guid> Seen { get; } = [];

        public ImmutableArray<Guid> FormerEnds { get; set; } = [];
    }
}
