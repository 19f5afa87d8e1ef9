using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using MesosOrleans.AgentHost.Tasks;

namespace MesosOrleans.AgentHost.Containerizers;

/// <summary>Starts each command as a child of the agent, in a session of its own.</summary>
internal sealed partial class ProcessContainerizerClient(TimeProvider time) : IContainerizer
{
    private const string Redirected = "exec >stdout 2>stderr </dev/null; exec /bin/sh -c \"$1\"";

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    public Task<IContainer> Launch(ContainerSpec spec, CancellationToken cancel)
    {
        if (spec.User is { } user)
        {
            throw new ContainerizerException($"this agent cannot run a task as the user '{user}'");
        }

        var start = new ProcessStartInfo("setsid", ["/bin/sh", "-c", Redirected, "sh", spec.Command]) { WorkingDirectory = spec.Directory };
        start.Environment.Clear();
        foreach (var (name, value) in spec.Environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return Task.FromResult<IContainer>(new Container(Process.Start(start)!, time));
        }
        catch (Win32Exception e)
        {
            throw new ContainerizerException($"the process could not be started: {e.Message}", e);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);

    private sealed class Container(Process process, TimeProvider time) : IContainer
    {
        private int _isKilled;

        public Task<ContainerExit> Ended { get; } = Wait(process);

        public void Kill()
        {
            if (Interlocked.Exchange(ref _isKilled, 1) == 0)
            {
                _ = KillTree();
            }
        }

        private static async Task<ContainerExit> Wait(Process process)
        {
            await process.WaitForExitAsync();
            return process.ExitCode > 128 ? ContainerExit.Signalled(process.ExitCode - 128) : ContainerExit.Exited(process.ExitCode);
        }

        private async Task KillTree()
        {
            _ = Signal(-process.Id, SignalName.Terminate);
            await Task.WhenAny(Ended, Task.Delay(Grace, time));
            _ = Signal(-process.Id, SignalName.Kill);
        }
    }
}
