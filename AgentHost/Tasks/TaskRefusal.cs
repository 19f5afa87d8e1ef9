using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Tasks;

/// <summary>
/// Tasks that no process can be started for, whatever the machine looks like. The masters refuse most of them before; the agent does not
/// rely on it.
/// </summary>
internal static class TaskRefusal
{
    /// <summary>Why the task fails; null if it may be started.</summary>
    public static string? Of(TaskInfo task)
    {
        if ((task.Executor?.Command ?? task.Command) is not { } command)
        {
            return "the task has no command";
        }

        if (command.Value.Contains('\0', StringComparison.Ordinal))
        {
            return "the command holds a NUL byte, which no process can be given";
        }

        var bad = command.Environment.FirstOrDefault(variable => !IsVariable(variable));
        if (bad is not null)
        {
            return $"the environment variable '{Printable(bad.Name)}' cannot be set: its name is empty or holds '=', or it holds a NUL byte";
        }

        return HealthCheckKind.Of(task) is { } check ? HealthCheckKind.Problem(check) : null;
    }

    private static bool IsVariable(EnvironmentVariable variable) =>
        variable.Name.Length > 0 && variable.Name.AsSpan().IndexOfAny('=', '\0') < 0 && !variable.Value.Contains('\0', StringComparison.Ordinal);

    private static string Printable(string name) => name.Replace('\0', '?');
}
