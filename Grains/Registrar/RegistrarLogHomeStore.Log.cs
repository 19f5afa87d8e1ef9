using Microsoft.Extensions.Logging;

namespace MesosOrleans.Registrar;

public sealed partial class RegistrarLogHomeStore
{
    [LoggerMessage(501, LogLevel.Warning, "Replica {Replica} of the registry's log failed {Times} times since this was last said")]
    private static partial void LogReplicaFailed(ILogger log, string replica, int times, Exception reason);

    [LoggerMessage(502, LogLevel.Error, "{Reason}")]
    private static partial void LogReplicaRefused(ILogger log, string reason);
}
