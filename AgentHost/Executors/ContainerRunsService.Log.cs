namespace MesosOrleans.AgentHost.Executors;

internal sealed partial class ContainerRunsService
{
    [LoggerMessage(201, LogLevel.Warning, "Container {Container} of executor {ExecutorId} of framework {FrameworkId} could not be started: {Reason}")]
    private static partial void LogStartFailed(ILogger log, string container, string frameworkId, string executorId, string reason, Exception e);

    [LoggerMessage(202, LogLevel.Warning, "Container {Container} could not be given {Resources}: {Reason}")]
    private static partial void LogResizeFailed(ILogger log, string container, string resources, string reason);

    [LoggerMessage(203, LogLevel.Warning, "Container {Container} has no socket to the agent in its sandbox: {Reason}")]
    private static partial void LogNoSocket(ILogger log, string container, string reason);
}
