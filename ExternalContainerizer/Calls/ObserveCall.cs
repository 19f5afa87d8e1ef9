using System.Runtime.InteropServices;
using MesosOrleans.ExternalContainerizer.Host;
using MesosOrleans.Launcher;

namespace MesosOrleans.ExternalContainerizer.Calls;

/// <summary>
/// <c>observe ID</c>, what the <c>mesos-executor</c> of a command task runs in the task's place: lives as long as the container and ends as it does. Told to end (SIGTERM), it tells the container so; how long that may take is
/// the executor's to judge, whose end ends the container by force. If the kernel killed for want of memory it kills the executor, which would else speak first: the agent shall hear the reason from <c>wait</c>.
/// </summary>
internal sealed partial class ObserveCall(IBackend backend, string workDirectory, TextWriter errors)
{
    public const string Command = "observe";

    public async Task<int> Run(string id)
    {
        // The monitor would be the parent if the executor were gone.
        var executor = getppid();
        if (executor == MonitorSocket.FindProcess(workDirectory, id)) executor = 0;
        using var end = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            _ = AskToEnd(id);
        });
        var ending = await backend.AwaitEnd(id, CancellationToken.None);
        if (ending.IsOom && executor > 1 && executor == getppid()) Native.kill(executor, Native.SigKill);
        return ending.ExitCode;
    }

    private async Task AskToEnd(string id)
    {
        try
        {
            await backend.Signal(id, Native.SigTerm, CancellationToken.None);
        }
        catch (Exception e) when (e is ContainerizerException or HttpRequestException or IOException)
        {
            // The executor does not wait for ever.
            await errors.WriteLineAsync($"container '{id}' cannot be asked to end: {e.Message}");
        }
    }

    [LibraryImport("libc")]
    private static partial int getppid();
}
