namespace MesosOrleans.AgentHost.Tasks;

internal sealed partial class TaskRunnerService
{
    [LoggerMessage(200, LogLevel.Debug, "Task {TaskId} of framework {FrameworkId} is {State} {Reason}")]
    private static partial void LogChanged(ILogger log, string frameworkId, string taskId, string state, string reason);

    [LoggerMessage(201, LogLevel.Warning, "Task {TaskId} of framework {FrameworkId} could not be started: {Reason}")]
    private static partial void LogStartFailed(ILogger log, string frameworkId, string taskId, string reason, Exception e);
}
