using System.Collections.Immutable;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Tasks;

/// <summary>
/// The variables that a task starts with (rule 15.1; Mesos 0.19 <c>src/slave/containerizer/containerizer.cpp:170</c>): the agent's own,
/// over them what the agent tells
/// the task, over that the command's.
/// Deviation: what configures the agent (<c>MESOS_*</c>, <c>LIBPROCESS_*</c>, <c>ASPNETCORE_*</c>) is left out; in Mesos a slave started
/// with <c>MESOS_PORT=5051</c> breaks
/// each task that is itself a Mesos program.
/// </summary>
internal static class TaskEnvironment
{
    private static readonly ImmutableArray<string> OwnPrefixes = ["MESOS_", "LIBPROCESS_", "ASPNETCORE_"];

    // The one thing under MESOS_ that tells of the machine instead of the agent.
    private static readonly ImmutableArray<string> Kept = ["MESOS_NATIVE_JAVA_LIBRARY", "MESOS_NATIVE_LIBRARY"];

    /// <summary>The agent's environment without what configures the agent itself.</summary>
    public static ImmutableSortedDictionary<string, string> Cleaned(IEnumerable<KeyValuePair<string, string>> agent) => agent
        .Where(variable => Kept.Contains(variable.Key) || !OwnPrefixes.Any(prefix => variable.Key.StartsWith(prefix, StringComparison.Ordinal)))
        .ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>All variables of one task.</summary>
    /// <param name="cleaned">See <see cref="Cleaned"/>.</param>
    /// <param name="framework">With its ID.</param>
    /// <param name="task">A command task.</param>
    /// <param name="directory">The sandbox.</param>
    /// <param name="agentPid"><c>slave(1)@ip:port</c>.</param>
    public static Dictionary<string, string> Of(
        ImmutableSortedDictionary<string, string> cleaned, FrameworkInfo framework, TaskInfo task, string directory, string agentPid)
    {
        var variables = new Dictionary<string, string>(cleaned, StringComparer.Ordinal)
        {
            ["LIBPROCESS_PORT"] = "0",
            ["MESOS_FRAMEWORK_ID"] = framework.Id!.Value.Value,
            ["MESOS_EXECUTOR_ID"] = task.TaskId.Value,
            ["MESOS_TASK_ID"] = task.TaskId.Value,
            ["MESOS_DIRECTORY"] = directory,
            ["MESOS_SANDBOX"] = directory,
            ["MESOS_SLAVE_ID"] = task.SlaveId.Value,
            ["MESOS_SLAVE_PID"] = agentPid,
            ["MESOS_CHECKPOINT"] = framework.Checkpoint ? "1" : "0",
        };
        foreach (var variable in task.Command!.Environment)
        {
            variables[variable.Name] = variable.Value;
        }

        return variables;
    }
}
