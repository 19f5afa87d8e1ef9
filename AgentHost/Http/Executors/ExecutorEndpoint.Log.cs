using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Http.Executors;

internal sealed partial class ExecutorEndpoint
{
    [LoggerMessage(1, LogLevel.Information, "Executor {Executor} of framework {Framework} has subscribed")]
    private partial void LogSubscribed(ExecutorId executor, FrameworkId framework);

    [LoggerMessage(2, LogLevel.Information, "Executor {Executor} of framework {Framework} has ended its subscription")]
    private partial void LogGone(ExecutorId executor, FrameworkId framework);

    [LoggerMessage(3, LogLevel.Warning, "Executor {Executor} of framework {Framework} does not read its events: {Events} or {Bytes} bytes wait. Its subscription ends; it may subscribe again")]
    private partial void LogOverrun(ExecutorId executor, FrameworkId framework, int events, long bytes);

    [LoggerMessage(4, LogLevel.Error, "Update {Uuid} of task {Task} of framework {Framework} from executor {Executor} cannot be kept")]
    private partial void LogUpdateNotHeld(Exception failure, Guid uuid, TaskId task, FrameworkId framework, ExecutorId executor);
}
