using System.Net;
using System.Net.Sockets;
using MesosOrleans.Flags;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.Local;

/// <summary><c>mesos local</c>: a whole cluster as processes of this machine.</summary>
internal static class LocalCommand
{
    public static async Task<int> Run(string[] args)
    {
        if (!ProgramFlags.Read(LocalFlags.Set, args, out var values, out var code))
        {
            return code;
        }

        using var interrupt = new Interrupt();
        DemandFreePort(values.Get(SiloFlags.Ip), values.Get(LocalFlags.Port));
        using var directory = LocalDirectory.Open(values.Get(LocalFlags.WorkDir));
        await using var cluster = new LocalCluster(new LocalPlan(values, directory.Path), values.Get(LocalFlags.Verbose));
        try
        {
            var address = await cluster.Start(interrupt.Token);
            await Console.Out.WriteLineAsync($"ready: http://{address.Authority}");
            await cluster.UntilOneEnds(interrupt.Token);
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            return cluster.IsUp ? ExitCodes.Ok : ExitCodes.Interrupted;
        }
    }

    // The silo would find out as well, but only after its start, and in words of its own.
    private static void DemandFreePort(IPAddress ip, int port)
    {
        try
        {
            using var probe = new TcpListener(ip, port);
            probe.Start();
        }
        catch (SocketException problem)
        {
            throw new CliException(problem.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? $"port {port} of {ip} is in use: end the program that listens there, or take another with --port (0 takes a free one)"
                : $"cannot listen on {ip}, port {port}: {problem.Message}; choose others with --ip and --port");
        }
    }
}
