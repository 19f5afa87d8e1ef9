using System.Runtime.InteropServices;
using MesosOrleans.Hosting;

namespace MesosOrleans.Terminal;

/// <summary>
/// Ctrl-C, SIGTERM and SIGHUP as a cancellation that asks for an orderly end. A second Ctrl-C ends the process at once.
/// So is the end of a script that started this and holds its standard input open for that (<see cref="ParentWatch"/>).
/// </summary>
public sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _presses;

    /// <summary>Listens from now on until it is disposed.</summary>
    public Interrupt()
    {
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle),
        ];
        ParentWatch.Start(Request);
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Leaves the signals to whoever had them before.</summary>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        // The source is left to the collector: a request may come at the same moment.
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (context.Signal == PosixSignal.SIGINT && Interlocked.Increment(ref _presses) > 1)
        {
            Environment.Exit(ExitCodes.Interrupted);
        }

        Request();
    }

    private void Request() => _ = _source.CancelAsync();
}
