using System.Globalization;

namespace MesosOrleans.AgentHost.Tasks;

/// <summary>The words of <c>strsignal</c> of glibc for Linux's signals, which Mesos puts into its messages.</summary>
internal static class SignalName
{
    private static readonly string[] Names =
    [
        "", "Hangup", "Interrupt", "Quit", "Illegal instruction", "Trace/breakpoint trap", "Aborted", "Bus error", "Floating point exception", "Killed",
        "User defined signal 1", "Segmentation fault", "User defined signal 2", "Broken pipe", "Alarm clock", "Terminated", "Stack fault", "Child exited",
        "Continued", "Stopped (signal)", "Stopped", "Stopped (tty input)", "Stopped (tty output)", "Urgent I/O condition", "CPU time limit exceeded",
        "File size limit exceeded", "Virtual timer expired", "Profiling timer expired", "Window changed", "I/O possible", "Power failure", "Bad system call",
    ];

    public static string Of(int signal) => signal > 0 && signal < Names.Length ? Names[signal] : string.Create(CultureInfo.InvariantCulture, $"{signal}");
}
