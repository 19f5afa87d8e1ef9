using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Tasks;

/// <summary>
/// What the end of a command's process makes of its task (rule 15.3; Mesos 0.19 <c>src/launcher/executor.cpp</c>). Exit code 0 is success
/// even after a kill.
/// Better on purpose: with the codes of a shell that found no program (127) or could not execute it (126), the message names the reason
/// that the shell wrote.
/// </summary>
internal sealed record TaskOutcome(TaskState State, string Message)
{
    private const int CannotExecute = 126;
    private const int NotFound = 127;
    private const int ReasonMax = 200;

    /// <summary>True if the standard error has the reason of this end, see <see cref="Of"/>.</summary>
    public static bool WantsReason(TaskExit exit) => exit.ExitCode is CannotExecute or NotFound;

    /// <summary>The terminal state.</summary>
    /// <param name="exit">How the process ended.</param>
    /// <param name="killed">Whether somebody wanted the task to end.</param>
    /// <param name="errors">The end of its standard error, or null.</param>
    public static TaskOutcome Of(TaskExit exit, bool killed, string? errors = null)
    {
        var state = exit.ExitCode == 0 ? TaskState.Finished : killed ? TaskState.Killed : TaskState.Failed;
        var reason = WantsReason(exit) ? LastLine(errors) : null;
        return new TaskOutcome(state, reason is null ? exit.Message : $"{exit.Message}: {reason}");
    }

    private static string? LastLine(string? text)
    {
        var line = text?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
        return line is null or { Length: <= ReasonMax } ? line : line[..ReasonMax];
    }
}
