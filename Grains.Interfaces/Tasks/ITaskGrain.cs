using MesosOrleans.Authentication;
using MesosOrleans.Protocol;

namespace MesosOrleans.Tasks;

/// <summary>
/// What people and tools ask of one task, keyed <c>&lt;framework ID&gt;/&lt;task ID&gt;</c>. It exists when somebody asks; the slave grain's table is the authority.
/// </summary>
[Alias("mesos.ITaskGrain")]
public interface ITaskGrain : IGrainWithStringKey
{
    /// <summary>The task with its history; null if nobody knows it.</summary>
    [Alias("Status"), CallableBy(Callers.Operators)]
    Task<TaskSummary?> Status();

    /// <summary>Waits until the task ends, or the time is up; null if nobody knows it. The answer's state says which.</summary>
    [Alias("WaitForEnd"), CallableBy(Callers.Operators)]
    Task<TaskSummary?> WaitForEnd(TimeSpan timeout);

    /// <summary>Ends the task. False if nobody knows it.</summary>
    [Alias("Kill"), CallableBy(Callers.Operators)]
    Task<bool> Kill();

    /// <summary>Told by the framework grain.</summary>
    [Alias("Changed")]
    Task Changed(TaskSummary task);
}

/// <summary>Keys of task grains.</summary>
public static class TaskKeys
{
    /// <summary>The key of a task's grain. A framework ID has no slash.</summary>
    public static string Of(FrameworkId framework, TaskId task) => $"{framework.Value}/{task.Value}";

    /// <summary>The framework and the task of a key.</summary>
    /// <exception cref="FormatException">The key has no slash.</exception>
    public static (FrameworkId Framework, TaskId Task) Split(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            ? (new FrameworkId(key[..slash]), new TaskId(key[(slash + 1)..]))
            : throw new FormatException($"'{key}' names no task: expected <framework ID>/<task ID>");
    }
}
