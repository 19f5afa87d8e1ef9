using Microsoft.Extensions.Logging;

namespace MesosOrleans.Frameworks;

public sealed partial class FrameworkGrain
{
    [LoggerMessage(301, LogLevel.Information, "Framework {FrameworkId} ({Name}) subscribed, epoch {Epoch}, with {Tasks} unfinished tasks")]
    private static partial void LogSubscribed(ILogger log, string frameworkId, string name, string epoch, int tasks);

    [LoggerMessage(302, LogLevel.Warning, "Framework {FrameworkId} was refused: {Reason}")]
    private static partial void LogRefused(ILogger log, string frameworkId, string reason);

    [LoggerMessage(303, LogLevel.Warning, "The scheduler of framework {FrameworkId} does not answer")]
    private static partial void LogDisconnected(ILogger log, string frameworkId);

    [LoggerMessage(304, LogLevel.Information, "Framework {FrameworkId} ends: {Reason}")]
    private static partial void LogEnding(ILogger log, string frameworkId, string reason);

    [LoggerMessage(305, LogLevel.Information, "The scheduler of framework {FrameworkId} does not know epoch {Epoch} any more")]
    private static partial void LogSessionEnded(ILogger log, string frameworkId, string epoch);

    [LoggerMessage(306, LogLevel.Warning, "Framework {FrameworkId}: what slave {SlaveId} tells shows that another activation has taken over; this one ends")]
    private static partial void LogFenced(ILogger log, string frameworkId, string slaveId);

    [LoggerMessage(307, LogLevel.Warning, "Framework {FrameworkId}: {What} failed, trying again")]
    private static partial void LogFailed(ILogger log, string frameworkId, string what, Exception reason);
}
