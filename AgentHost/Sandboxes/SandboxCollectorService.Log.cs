namespace MesosOrleans.AgentHost.Sandboxes;

internal sealed partial class SandboxCollectorService
{
    [LoggerMessage(300, LogLevel.Information, "Collected {Count} unused directories, {Used:P0} of the disk was used")]
    private static partial void LogCollected(ILogger log, int count, decimal used);

    [LoggerMessage(301, LogLevel.Warning, "{Path} cannot be deleted, and will not be tried again: {Reason}")]
    private static partial void LogCannotDelete(ILogger log, string path, string reason);

    [LoggerMessage(302, LogLevel.Warning, "It cannot be told how full the disk is, so sandboxes are collected by age alone: {Reason}")]
    private static partial void LogNoUsage(ILogger log, string reason);

    [LoggerMessage(303, LogLevel.Warning, "The time of {Path} cannot be set: {Reason}")]
    private static partial void LogCannotTouch(ILogger log, string path, string reason);
}
