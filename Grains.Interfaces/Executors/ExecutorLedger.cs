using MesosOrleans.Protocol;

namespace MesosOrleans.Executors;

/// <summary>
/// What an executor remembers so that nothing is lost when its agent restarts (rules 14.4 and 14.8): the tasks of which no update was acknowledged, and the updates that were not. Not safe for
/// several threads.
/// </summary>
internal sealed class ExecutorLedger
{
    // In the order of their arrival, which is that of the re-subscription.
    private readonly OrderedDictionary<TaskId, TaskInfo> _unheard = [];
    private readonly OrderedDictionary<Guid, TaskStatus> _updates = [];
    private readonly HashSet<TaskId> _running = [];

    /// <summary>What the agent must be told when the executor subscribes again.</summary>
    public ExecutorSubscribe Subscription => new()
    {
        UnacknowledgedTasks = [.. _unheard.Values],
        UnacknowledgedUpdates = [.. _updates.Values.Select(status => new ExecutorUpdate(status))],
    };

    /// <summary>True once all that was said is acknowledged.</summary>
    public bool IsQuiet => _updates.Count == 0;

    /// <summary>A task arrives. False: it is here already, and goes on.</summary>
    public bool Launch(TaskInfo task)
    {
        if (!_running.Add(task.TaskId))
            return false;
        _unheard[task.TaskId] = task;
        return true;
    }

    /// <summary>An update is on its way.</summary>
    public void Update(Guid uuid, TaskStatus status)
    {
        _updates[uuid] = status;
        if (status.State.IsTerminal())
            _running.Remove(status.TaskId);
    }

    /// <summary>The agent holds an update.</summary>
    public void Acknowledge(TaskId task, Guid uuid)
    {
        _unheard.Remove(task);
        _updates.Remove(uuid);
    }

    /// <summary>The agent does not want an update.</summary>
    public void Drop(Guid uuid) => _updates.Remove(uuid);
}
