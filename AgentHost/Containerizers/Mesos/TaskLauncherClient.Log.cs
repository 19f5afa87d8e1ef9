namespace MesosOrleans.AgentHost.Containerizers.Mesos;

internal sealed partial class TaskLauncherClient
{
    [LoggerMessage(1, LogLevel.Warning, "There is no native task launcher here: using {Launcher}, which takes about ten times its time and memory for each task. "
        + "Build AgentHost on a machine with a C compiler to get the native one")]
    private static partial void LogManaged(ILogger logger, string launcher);
}
