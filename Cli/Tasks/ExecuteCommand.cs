using MesosOrleans.Cli.Cluster;
using MesosOrleans.Flags;
using MesosOrleans.Protocol;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.Tasks;

/// <summary><c>mesos execute</c>: a framework of one task.</summary>
internal static class ExecuteCommand
{
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(15);

    public static async Task<int> Run(string[] args)
    {
        if (!ProgramFlags.Read(ExecuteFlags.Set, args, out var values, out var code))
        {
            return code;
        }

        using var interrupt = new Interrupt();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(interrupt.Token);
        if (values.Get(TaskFlags.Timeout) is { } timeout)
        {
            limit.CancelAfter(timeout);
        }

        using var master = new MasterHttp(values.Get(ClusterFlags.Master));
        using var sandboxes = new Sandboxes(master);
        try
        {
            // The framework must still live while its task is being killed, so it is not made with the limit's token.
            await using var scheduler = await Subscription.Open(values, new FrameworkInfo { Name = values.Get(TaskFlags.Name) }, limit.Token);
            var run = new ExecuteRun(scheduler, master, sandboxes, values);
            try
            {
                var end = await run.UntilEnd(limit.Token);
                await run.PrintOutput(end, interrupt.Token);
                return TaskEnd.ExitCodeOf(end);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                if (await run.Kill(KillLimit) is { } end && !interrupt.Token.IsCancellationRequested)
                {
                    await run.PrintOutput(end, interrupt.Token);
                }

                throw;
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            if (interrupt.Token.IsCancellationRequested)
            {
                return ExitCodes.Interrupted;
            }

            await Console.Error.WriteLineAsync("mesos execute: --timeout has passed");
            return ExitCodes.TimedOut;
        }
    }
}
