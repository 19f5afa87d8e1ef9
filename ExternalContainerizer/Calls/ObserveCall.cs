using System.Globalization;
using System.Runtime.InteropServices;
using MesosOrleans.ExternalContainerizer.Host;
using MesosOrleans.Launcher;

namespace MesosOrleans.ExternalContainerizer.Calls;

/// <summary>
/// <c>observe ID</c>, what the <c>mesos-executor</c> of a command task runs in the task's place: lives as long as the container and ends as it does. Told to end (SIGTERM), it has the
/// container stopped by a process of its own session, which the end by force of the executor's tree does not reach. If the kernel killed for want of memory it kills the executor, which would
/// else speak first: the agent shall hear the reason from <c>wait</c>.
/// </summary>
internal sealed class ObserveCall(IBackend backend, IReadOnlyList<string> self)
{
    public const string Command = "observe", Stop = "stop";

    public async Task<int> Run(string id)
    {
        using var end = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            var nothing = ChildProgram.Open("/dev/null", toAppend: false);
            var output = ChildProgram.Open("/dev/null", toAppend: true);
            ChildProgram.Start([.. self, Stop, id], nothing, output, output);
            Native.close(nothing);
            Native.close(output);
        });
        var ending = await backend.AwaitEnd(id, CancellationToken.None);
        if (ending.IsOom && int.TryParse(Environment.GetEnvironmentVariable(MonitorProgram.ExecutorVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var executor))
            Native.kill(executor, Native.SigKill);
        return ending.ExitCode;
    }

    /// <summary><c>stop ID</c>: asks the container to end, then ends it.</summary>
    public static async Task<int> StopContainer(IBackend backend, string id, TimeSpan timeout)
    {
        await backend.Signal(id, Native.SigTerm, CancellationToken.None);
        using var limit = new CancellationTokenSource(timeout);
        try
        {
            await backend.AwaitEnd(id, limit.Token);
        }
        catch (OperationCanceledException)
        {
            await backend.Signal(id, Native.SigKill, CancellationToken.None);
        }

        return 0;
    }
}
