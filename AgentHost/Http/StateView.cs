using System.Text;
using MesosOrleans.AgentHost.Executors;
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
    /// <param name="machine">Nothing may change it meanwhile.</param>
    /// <param name="agent">What the machine does not know.</param>
    public static StateDocument Of(AgentMachine machine, AgentIdentity agent) => new(
        Attributes: AttributesDocument.Of(agent.Info.Attributes),
        BuildDate: BuildText.Date(agent.BuiltAt),
        BuildTime: agent.BuiltAt.ToUnixTimeSeconds(),
        BuildUser: "",
        CompletedFrameworks: [.. machine.CompletedFrameworks.Select(FrameworkOf)],
        FailedTasks: machine.Count(TaskState.Failed),
        FinishedTasks: machine.Count(TaskState.Finished),
        Flags: agent.Flags,
        Frameworks: [.. machine.Frameworks.Select(FrameworkOf)],
        Hostname: agent.Info.Hostname,
        Id: agent.Info.Id?.Value ?? "",
        KilledTasks: machine.Count(TaskState.Killed),
        LogDir: agent.LogDir,
        LostTasks: machine.Count(TaskState.Lost),
        MasterHostname: agent.MasterHostname,
        Pid: agent.Pid,
        Resources: ResourcesDocument.Of(agent.Info.Resources),
        StagedTasks: machine.Count(TaskState.Staging),
        StartTime: agent.StartedAt.ToUnixTimeMilliseconds() / 1000.0,
        StartedTasks: machine.Count(TaskState.Starting),
        Version: AgentIdentity.Version);

    private static FrameworkDocument FrameworkOf(AgentFramework framework)
    {
        var info = framework.Info;
        return new FrameworkDocument(
            info.Checkpoint, [.. framework.Completed.Select(ExecutorOf)], [.. framework.Executors.Values.Select(ExecutorOf)], info.FailoverTimeout,
            info.Hostname, framework.Id.Value, info.Name, info.Role, info.User);
    }

    private static ExecutorDocument ExecutorOf(AgentExecutor executor) => new(
        CompletedTasks: [.. executor.Completed.Concat(executor.Ended.Values).Select(task => TaskDocument.Of(task.Summary))],
        Container: executor.Container.Value,
        Directory: executor.Sandbox.Directory,
        Id: executor.Id.Value,
        Name: executor.Info.Name,
        QueuedTasks: [.. executor.Queued.Values.Select(task => QueuedOf(task.Info))],
        Resources: ResourcesDocument.Of(executor.State == ExecutorState.Terminated ? Resources.Empty : executor.Resources),
        Source: executor.Info.Source,
        Tasks: [.. executor.Launched.Values.Select(task => TaskDocument.Of(task.Summary))]);

    private static QueuedDocument QueuedOf(TaskInfo task) => new(
        task.Command is { } command ? CommandOf(command) : null,
        Encoding.Latin1.GetString(task.Data.AsSpan()),
        task.Executor is { } executor ? ExecutorInfoOf(executor) : null,
        task.TaskId.Value,
        task.Name,
        ResourcesDocument.Of(task.Resources),
        task.SlaveId.Value);

    private static CommandDocument CommandOf(CommandInfo command) => new(
        command.Environment.IsEmpty
            ? null
            : new EnvironmentDocument([.. command.Environment.Select(variable => new VariableDocument(variable.Name, variable.Value))]),
        [.. command.Uris.Select(uri => new UriDocument(uri.Executable ?? false, uri.Value))],
        command.Value);

    private static ExecutorInfoDocument ExecutorInfoOf(ExecutorInfo executor) => new(
        CommandOf(executor.Command), Encoding.Latin1.GetString(executor.Data.AsSpan()), executor.ExecutorId.Value, executor.FrameworkId?.Value ?? "", executor.Name,
        ResourcesDocument.Of(executor.Resources));
}
