using Microsoft.Extensions.Logging;

namespace MesosOrleans.Registrar;

public sealed partial class RegistrarGrain
{
    [LoggerMessage(511, LogLevel.Information, "The registrar has recovered {Slaves} slaves, {Removed} removed ones and {Frameworks} frameworks")]
    private static partial void LogRecovered(ILogger log, int slaves, int removed, int frameworks);

    [LoggerMessage(512, LogLevel.Information, "Slave {SlaveId} on {Hostname} is admitted")]
    private static partial void LogAdmitted(ILogger log, string slaveId, string hostname);

    [LoggerMessage(513, LogLevel.Information, "Removing slave {SlaveId} from the registry")]
    private static partial void LogRemoving(ILogger log, string slaveId);

    [LoggerMessage(514, LogLevel.Error, "The registrar's log failed; this activation ends")]
    private static partial void LogAborted(ILogger log, Exception reason);

    [LoggerMessage(515, LogLevel.Information, "Waiting until {Deadline:u} for {Slaves} slaves to show that they live")]
    private static partial void LogWaiting(ILogger log, int slaves, DateTimeOffset deadline);

    [LoggerMessage(516, LogLevel.Warning, "{Slaves} slaves did not come back in time: removing them")]
    private static partial void LogLate(ILogger log, int slaves);

    [LoggerMessage(517, LogLevel.Critical, "{Reason}")]
    private static partial void LogRefusing(ILogger log, string reason);

    [LoggerMessage(518, LogLevel.Information, "The silos {Silos} are gone: their slaves and frameworks are woken elsewhere")]
    private static partial void LogSilosGone(ILogger log, string silos);

    [LoggerMessage(519, LogLevel.Warning, "Waking slaves and frameworks failed for {Count} of them, trying again in a second")]
    private static partial void LogWakeFailed(ILogger log, int count, Exception reason);

    [LoggerMessage(520, LogLevel.Warning, "Slave {SlaveId} is not removed: who asked for it serves it no more")]
    private static partial void LogSuperseded(ILogger log, string slaveId);

    [LoggerMessage(521, LogLevel.Warning, "Refused: principal {Principal} wants to come back as slave {SlaveId}, which is another's")]
    private static partial void LogForeign(ILogger log, string slaveId, string principal);
}
