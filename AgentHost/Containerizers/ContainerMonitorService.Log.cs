namespace MesosOrleans.AgentHost.Containerizers;

internal sealed partial class ContainerMonitorService
{
    [LoggerMessage(1, LogLevel.Warning, "The usage of container {Container} is not known: {Why}")]
    private static partial void LogUnknown(ILogger logger, string container, string why, Exception e);
}
