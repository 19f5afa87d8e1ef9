using System.Collections.Immutable;
using MesosOrleans.AgentHost.Executors;
using MesosOrleans.Flags;
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

    // Short enough that an executor is back within --executor_reregistration_timeout.
    private static readonly TimeSpan SubscriptionBackoffMax = TimeSpan.FromSeconds(1);

    /// <summary>The agent's environment without what configures the agent itself.</summary>
    public static ImmutableSortedDictionary<string, string> Cleaned(IEnumerable<KeyValuePair<string, string>> agent) => agent
        .Where(variable => Kept.Contains(variable.Key) || !OwnPrefixes.Any(prefix => variable.Key.StartsWith(prefix, StringComparison.Ordinal)))
        .ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>All variables of one executor, or of the command of a task.</summary>
    /// <param name="settings">What all have in common.</param>
    /// <param name="executor">Whose.</param>
    /// <param name="task">The first task that it is started for.</param>
    public static Dictionary<string, string> Of(ContainerSettings settings, AgentExecutor executor, TaskInfo task)
    {
        var variables = OfAgent(settings, executor, task, isExecutor: !executor.IsCommand);
        foreach (var variable in executor.Info.Command.Environment)
        {
            variables[variable.Name] = variable.Value;
        }

        return variables;
    }

    /// <summary>What an external containerizer program gets (rule 18.7): nothing of the command's own, and for a command task also what <c>mesos-executor</c> needs.</summary>
    public static Dictionary<string, string> OfProgram(ContainerSettings settings, AgentExecutor executor, TaskInfo task) =>
        OfAgent(settings, executor, task, isExecutor: true);

    private static Dictionary<string, string> OfAgent(ContainerSettings settings, AgentExecutor executor, TaskInfo task, bool isExecutor)
    {
        var framework = executor.Framework.Info;
        var checkpoint = settings.Checkpoint && framework.Checkpoint;
        var variables = new Dictionary<string, string>(settings.Environment, StringComparer.Ordinal)
        {
            ["LIBPROCESS_PORT"] = "0",
            ["MESOS_FRAMEWORK_ID"] = framework.Id!.Value.Value,
            ["MESOS_EXECUTOR_ID"] = executor.Id.Value,
            ["MESOS_DIRECTORY"] = executor.Sandbox.Directory,
            ["MESOS_SANDBOX"] = executor.Sandbox.Directory,
            ["MESOS_SLAVE_ID"] = task.SlaveId.Value,
            ["MESOS_SLAVE_PID"] = settings.AgentPid,
            ["MESOS_CHECKPOINT"] = checkpoint ? "1" : "0",
        };
        if (executor.IsCommand)
        {
            variables["MESOS_TASK_ID"] = task.TaskId.Value;
        }

        if (isExecutor)
        {
            Add(variables, settings, executor, checkpoint);
        }

        return variables;
    }

    /// <summary>What an executor needs to find its agent, now and after a restart of it (facts of Mesos 1.x: the executor HTTP API).</summary>
    private static void Add(Dictionary<string, string> variables, ContainerSettings settings, AgentExecutor executor, bool checkpoint)
    {
        variables["MESOS_AGENT_ENDPOINT"] = settings.AgentPid[(settings.AgentPid.IndexOf('@', StringComparison.Ordinal) + 1)..];
        if (settings.ExecutorSocket is { } socket)
        {
            variables[ExecutorSocketStore.Variable] = socket;
        }

        variables["MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD"] = DurationText.Format(executor.Info.ShutdownGracePeriod ?? settings.ShutdownGracePeriod);
        if (checkpoint)
        {
            variables["MESOS_RECOVERY_TIMEOUT"] = DurationText.Format(settings.RecoveryTimeout);
            variables["MESOS_SUBSCRIPTION_BACKOFF_MAX"] = DurationText.Format(SubscriptionBackoffMax);
        }
    }
}
