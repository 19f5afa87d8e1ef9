using MesosOrleans.AgentHost.Sandboxes;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Tasks;

/// <summary>
/// What runs on this agent and what ran, for its own use and for <c>state.json</c>. A task is here until its framework knows of its end,
/// then in a bounded history; the bounds
/// are those of Mesos 0.19 (<c>src/slave/constants.hpp</c>). Not safe for several threads.
/// </summary>
internal sealed class TaskTable
{
    public const int CompletedTasksMax = 150;
    public const int CompletedFrameworksMax = 50;

    // In the order of arrival. Invariant: only frameworks without a task are in the second.
    private readonly OrderedDictionary<FrameworkId, FrameworkTasks> _frameworks = [];
    private readonly OrderedDictionary<FrameworkId, FrameworkTasks> _completed = [];
    private readonly Dictionary<TaskState, long> _counts = [];

    /// <summary>Frameworks that have tasks here.</summary>
    public IEnumerable<FrameworkTasks> Frameworks => _frameworks.Values;

    /// <summary>Frameworks that had tasks here, the newest last.</summary>
    public IEnumerable<FrameworkTasks> CompletedFrameworks => _completed.Values;

    /// <summary>Tasks whose end is not reported yet.</summary>
    public IEnumerable<AgentTask> Unfinished => _frameworks.Values.SelectMany(framework => framework.Tasks.Values).Where(task => !task.HasEnded);

    /// <summary>How many tasks have come into a state since the agent was started.</summary>
    public long Count(TaskState state) => _counts.GetValueOrDefault(state);

    public AgentTask? Find(FrameworkId framework, TaskId task) => _frameworks.GetValueOrDefault(framework)?.Tasks.GetValueOrDefault(task);

    /// <summary>Enters a task that is not here.</summary>
    public AgentTask Add(FrameworkInfo framework, TaskInfo task, SandboxPath sandbox)
    {
        var id = framework.Id!.Value;
        if (!_frameworks.TryGetValue(id, out var tasks))
        {
            tasks = _completed.Remove(id, out var before) ? before : new FrameworkTasks();
            _frameworks.Add(id, tasks);
        }

        var added = new AgentTask(framework, task, sandbox);
        tasks.Info = framework;
        tasks.Tasks.Add(task.TaskId, added);
        Counted(TaskState.Staging);
        return added;
    }

    /// <summary>The task came into a state. False if it has ended before: the first end counts.</summary>
    public bool Changed(AgentTask task, TaskState state, DateTimeOffset now)
    {
        if (task.HasEnded)
        {
            return false;
        }

        task.Summary = task.Summary.After(
            new TaskStatus { TaskId = task.Id, State = state, Timestamp = now.ToUnixTimeMilliseconds() / 1000.0 });
        Counted(state);
        return true;
    }

    /// <summary>Nobody needs to know of the task any more: history.</summary>
    public void Forget(AgentTask task)
    {
        var tasks = _frameworks[task.FrameworkId];
        tasks.Tasks.Remove(task.Id);
        Bounded(tasks.Completed, CompletedTasksMax).Enqueue(task);
        if (tasks.Tasks.Count > 0)
        {
            return;
        }

        _frameworks.Remove(task.FrameworkId);
        if (_completed.Count == CompletedFrameworksMax)
        {
            _completed.RemoveAt(0);
        }

        _completed.Add(task.FrameworkId, tasks);
    }

    private static Queue<AgentTask> Bounded(Queue<AgentTask> queue, int max)
    {
        if (queue.Count == max)
        {
            queue.Dequeue();
        }

        return queue;
    }

    private void Counted(TaskState state) => _counts[state] = Count(state) + 1;
}

/// <summary>One framework's tasks on this agent.</summary>
internal sealed class FrameworkTasks
{
    /// <summary>As its newest task brought it.</summary>
    public FrameworkInfo Info { get; set; } = null!;

    /// <summary>Unfinished, or ended and not acknowledged; in the order of arrival.</summary>
    public OrderedDictionary<TaskId, AgentTask> Tasks { get; } = [];

    /// <summary>The newest last.</summary>
    public Queue<AgentTask> Completed { get; } = new();
}
