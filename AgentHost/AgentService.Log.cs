namespace MesosOrleans.AgentHost;

internal sealed partial class AgentService
{
    [LoggerMessage(100, LogLevel.Warning, "Waiting for a master: {Reason}")]
    private static partial void LogWaiting(ILogger log, string reason);

    [LoggerMessage(101, LogLevel.Information, "Stopped as asked; the tasks of frameworks that do not checkpoint have ended")]
    private static partial void LogStopped(ILogger log);

    [LoggerMessage(102, LogLevel.Error, "The masters shut this slave down: {Reason}. Its tasks have ended. Start the agent again to register as a new slave")]
    private static partial void LogShutDown(ILogger log, string reason);

    [LoggerMessage(104, LogLevel.Information, "Everything of slave {SlaveId} has ended, as --recover=cleanup asks; the next start is a new slave's")]
    private static partial void LogCleanedUp(ILogger log, string slaveId);

    [LoggerMessage(103, LogLevel.Critical, "The agent cannot go on")]
    private static partial void LogBroken(ILogger log, Exception e);
}
