using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Executors;

/// <summary>The executor of a command task, as people see it (rule 11.4; Mesos 0.19 <c>src/slave/slave.cpp:2244</c>). There is no such process here: the agent plays its part.</summary>
internal static class CommandExecutor
{
    /// <summary>What Mesos answers to a second task of one (rule 15.3).</summary>
    public const string SecondTask = "Attempted to run multiple tasks using a \"command\" executor";

    // A command longer than this is cut in the name.
    private const int ShownMax = 15;
    private const int ShownCut = 12;

    public static ExecutorInfo Of(FrameworkId framework, TaskInfo task) => new()
    {
        ExecutorId = new ExecutorId(task.TaskId.Value),
        FrameworkId = framework,
        Command = task.Command!,
        Name = NameOf(task),
        Source = task.TaskId.Value,
    };

    public static string NameOf(TaskInfo task)
    {
        var command = task.Command?.Value ?? "";
        var shown = command.Length > ShownMax ? command[..ShownCut] + "..." : command;
        return $"Command Executor (Task: {task.TaskId}) (Command: sh -c '{shown}')";
    }
}
