using Microsoft.Extensions.Logging;

namespace MesosOrleans.Slaves;

public sealed partial class SlaveGrain
{
    [LoggerMessage(201, LogLevel.Information, "Slave {SlaveId} on {Hostname} registered, epoch {Epoch}, with {Tasks} tasks")]
    private static partial void LogRegistered(ILogger log, string slaveId, string hostname, string epoch, int tasks);

    [LoggerMessage(202, LogLevel.Warning, "Slave {SlaveId} was told to shut down: {Reason}")]
    private static partial void LogRefused(ILogger log, string slaveId, string reason);

    [LoggerMessage(203, LogLevel.Warning, "Slave {SlaveId} did not answer a ping: it is disconnected")]
    private static partial void LogSilent(ILogger log, string slaveId);

    [LoggerMessage(204, LogLevel.Warning, "Removing slave {SlaveId}: {Reason}")]
    private static partial void LogRemoving(ILogger log, string slaveId, string reason);

    [LoggerMessage(205, LogLevel.Information, "Slave {SlaveId} is removed")]
    private static partial void LogRemoved(ILogger log, string slaveId);

    [LoggerMessage(206, LogLevel.Information, "The agent of slave {SlaveId} does not know epoch {Epoch} any more")]
    private static partial void LogSessionEnded(ILogger log, string slaveId, string epoch);

    [LoggerMessage(207, LogLevel.Warning, "Slave {SlaveId}: {What} failed, trying again")]
    private static partial void LogFailed(ILogger log, string slaveId, string what, Exception reason);

    [LoggerMessage(208, LogLevel.Warning, "Slave {SlaveId} is served by another activation: it is not removed, and this activation ends")]
    private static partial void LogSuperseded(ILogger log, string slaveId);
}
