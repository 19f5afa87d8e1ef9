using System.Collections.Immutable;
using System.Text;
using MesosOrleans.AgentHost.Tasks;
using MesosOrleans.Http;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.AgentHost.Http;

/// <summary>
/// How the agent's tasks look in <c>state.json</c> (Mesos 0.19 <c>src/slave/http.cpp</c>).
/// Deviation: <c>resources</c> is what the slave has; Mesos shows a member that nothing ever assigns, so always zeros.
/// </summary>
internal static class StateView
{
    // Mesos 0.19 slave.cpp, getExecutorInfo: a command longer than this is cut in the executor's name.
    private const int ShownCommandMax = 15;
    private const int ShownCommandCut = 12;

    /// <param name="table">Nothing may change it meanwhile.</param>
    /// <param name="agent">What the table does not know.</param>
    public static StateDocument Of(TaskTable table, AgentIdentity agent) => new(
        Attributes: AttributesDocument.Of(agent.Info.Attributes),
        CompletedFrameworks: [.. table.CompletedFrameworks.Select(FrameworkOf)],
        FailedTasks: table.Count(TaskState.Failed),
        FinishedTasks: table.Count(TaskState.Finished),
        Flags: agent.Flags,
        Frameworks: [.. table.Frameworks.Select(FrameworkOf)],
        Hostname: agent.Info.Hostname,
        Id: agent.Info.Id?.Value ?? "",
        KilledTasks: table.Count(TaskState.Killed),
        LogDir: agent.LogDir,
        LostTasks: table.Count(TaskState.Lost),
        MasterHostname: agent.MasterHostname,
        Pid: agent.Pid,
        Resources: ResourcesDocument.Of(agent.Info.Resources),
        StagedTasks: table.Count(TaskState.Staging),
        StartTime: agent.StartedAt.ToUnixTimeMilliseconds() / 1000.0,
        StartedTasks: table.Count(TaskState.Starting),
        Version: AgentIdentity.Version);

    /// <summary>The name that Mesos gives the executor of a command task.</summary>
    public static string ExecutorNameOf(TaskInfo task)
    {
        var command = task.Command?.Value ?? "";
        var shown = command.Length > ShownCommandMax ? command[..ShownCommandCut] + "..." : command;
        return $"Command Executor (Task: {task.TaskId}) (Command: sh -c '{shown}')";
    }

    private static FrameworkDocument FrameworkOf(FrameworkTasks framework)
    {
        var info = framework.Info;
        return new FrameworkDocument(
            info.Checkpoint, [.. framework.Completed.Select(ExecutorOf)], [.. framework.Tasks.Values.Select(ExecutorOf)], info.FailoverTimeout,
            info.Hostname, info.Id!.Value.Value, info.Name, info.Role, info.User);
    }

    private static ExecutorDocument ExecutorOf(AgentTask task)
    {
        var isQueued = task.Summary.State == TaskState.Staging;
        ImmutableArray<TaskDocument> shown = isQueued ? [] : [TaskDocument.Of(task.Summary)];
        return new ExecutorDocument(
            CompletedTasks: task.HasEnded ? shown : [],
            Container: task.Sandbox.Container.Value,
            Directory: task.Sandbox.Directory,
            Id: task.Id.Value,
            Name: ExecutorNameOf(task.Task),
            QueuedTasks: isQueued ? [QueuedOf(task.Task)] : [],
            Resources: ResourcesDocument.Of(task.HasEnded ? Resources.Empty : task.Task.Resources),
            Source: task.Id.Value,
            Tasks: task.HasEnded ? [] : shown);
    }

    private static QueuedDocument QueuedOf(TaskInfo task) => new(
        task.Command is { } command ? CommandOf(command) : null,
        Encoding.Latin1.GetString(task.Data.AsSpan()),
        task.TaskId.Value,
        task.Name,
        ResourcesDocument.Of(task.Resources),
        task.SlaveId.Value);

    private static CommandDocument CommandOf(CommandInfo command) => new(
        command.Environment.IsEmpty
            ? null
            : new EnvironmentDocument([.. command.Environment.Select(variable => new VariableDocument(variable.Name, variable.Value))]),
        [],
        command.Value);
}
