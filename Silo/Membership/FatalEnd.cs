using System.Runtime.InteropServices;

namespace MesosOrleans.Silo.Membership;

/// <summary>
/// Ends the process when Orleans finds that this silo must not go on, above all when it reads that the others declared it dead: they have moved its
/// grains. At once and without an orderly stop, since nothing that it holds may be used any more; the supervisor starts it again. Orleans's own way is a crash with a dump.
/// </summary>
internal sealed partial class FatalEnd(ILogger<FatalEnd> log) : IFatalErrorHandler
{
    private const int ExitCode = 1;

    public bool IsUnexpected(Exception exception) => exception is not (OperationCanceledException or ObjectDisposedException);

    public void OnFatalException(object? sender, string? context, Exception? exception)
    {
        var reason = context ?? exception?.Message ?? "no reason was given";
        LogEnd(log, exception, reason);
        Console.Error.WriteLine($"mesos silo: this silo must not go on and ends: {reason}");
        _exit(ExitCode);
    }

    [LoggerMessage(301, LogLevel.Critical, "This silo must not go on and ends: {Reason}")]
    private static partial void LogEnd(ILogger log, Exception? exception, string reason);

    [DllImport("libc")]
    private static extern void _exit(int code);
}
