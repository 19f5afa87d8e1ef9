using System.Globalization;
using MesosOrleans.Protocol;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.Tasks;

/// <summary>
/// How a command task ended, as shells say it. The agent puts it in words, those of Mesos 0.19 (<c>src/launcher/executor.cpp</c>):
/// <c>Command exited with status N</c> and <c>Command terminated with signal NAME</c>, the name as of <c>strsignal</c>. Pure.
/// </summary>
internal static class TaskEnd
{
    private const string ExitedWith = "Command exited with status ";
    private const string SignalWith = "Command terminated with signal ";

    // The signals of Linux that end a process, by the words of glibc.
    private static readonly Dictionary<string, int> Signals = new()
    {
        ["Hangup"] = 1,
        ["Interrupt"] = 2,
        ["Quit"] = 3,
        ["Illegal instruction"] = 4,
        ["Trace/breakpoint trap"] = 5,
        ["Aborted"] = 6,
        ["Bus error"] = 7,
        ["Floating point exception"] = 8,
        ["Killed"] = 9,
        ["User defined signal 1"] = 10,
        ["Segmentation fault"] = 11,
        ["User defined signal 2"] = 12,
        ["Broken pipe"] = 13,
        ["Alarm clock"] = 14,
        ["Terminated"] = 15,
        ["Stack fault"] = 16,
        ["CPU time limit exceeded"] = 24,
        ["File size limit exceeded"] = 25,
        ["Virtual timer expired"] = 26,
        ["Profiling timer expired"] = 27,
        ["I/O possible"] = 29,
        ["Power failure"] = 30,
        ["Bad system call"] = 31,
    };

    /// <summary>The command's own exit code, 128+n after signal n; null if the status does not tell.</summary>
    public static int? CodeOf(TaskStatus status)
    {
        var message = status.Message ?? "";
        return message.StartsWith(ExitedWith, StringComparison.Ordinal) ? Number(message[ExitedWith.Length..])
            : message.StartsWith(SignalWith, StringComparison.Ordinal) ? ExitCodes.SignalBase + SignalOf(message[SignalWith.Length..])
            : status.State == TaskState.Finished ? ExitCodes.Ok
            : null;
    }

    /// <summary>What a command that ran the task shall exit with: the task's code; 1 if there is none, or if it is 0 and the task still did not finish.</summary>
    public static int ExitCodeOf(TaskStatus status) => CodeOf(status) switch
    {
        null => ExitCodes.Failed,
        0 when status.State != TaskState.Finished => ExitCodes.Failed,
        { } code => code,
    };

    private static int? SignalOf(string text) => Signals.TryGetValue(text.Trim(), out var signal) ? signal : Number(text);

    // "127: sh: 1: nothing: not found" begins with the number, too.
    private static int? Number(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        return int.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
