using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using MesosOrleans.Flags;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.Cluster;

/// <summary><c>mesos resolve</c>: which silo leads, as Mesos's <c>mesos-resolve</c> prints it.</summary>
internal static class ResolveCommand
{
    private static readonly Flag<TimeSpan> Timeout =
        Flag.Duration("timeout", "5secs", "Time for the silos to answer.", min: TimeSpan.FromMilliseconds(1)).FromCommandLineOnly();

    private static readonly Flag<string?> Master = Flag.Text("master", "The same as MASTER.");

    public static readonly FlagSet Set = new(
        "mesos resolve", "Prints IP:PORT of the silo that leads, of the cluster that any silo of it names.",
        [Master, ClusterFlags.Json, Timeout], "[MASTER]");

    public static async Task<int> Run(string[] args)
    {
        if (!ProgramFlags.Read(Set, args, out var values, out var code))
        {
            return code;
        }

        var masters = values.Positional is [var given] ? given : values.Get(Master);
        if (values.Positional.Length > 1 || masters is null)
        {
            return ProgramFlags.Refuse(Set.Name, "name one MASTER: HOST:PORT of a silo, or of several with commas between");
        }

        using var interrupt = new Interrupt();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(interrupt.Token);
        limit.CancelAfter(values.Get(Timeout));
        using var master = new MasterHttp(masters);
        try
        {
            var leader = await WithAddress(await master.Leader(limit.Token), limit.Token);
            await Console.Out.WriteLineAsync(values.Get(ClusterFlags.Json) ? await Json(master, leader, limit.Token) : leader);
            return ExitCodes.Ok;
        }
        catch (OperationCanceledException) when (!interrupt.Token.IsCancellationRequested)
        {
            throw new CliException($"no silo of {masters} has answered within {values.Get(Timeout).TotalSeconds} s", ExitCodes.TimedOut);
        }
    }

    // Mesos prints IP:PORT; a name that leads nowhere from here stays a name.
    private static async Task<string> WithAddress(string authority, CancellationToken cancel)
    {
        var colon = authority.LastIndexOf(':');
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(authority[..colon], cancel);
            return $"{addresses.FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0]}{authority[colon..]}";
        }
        catch (SocketException)
        {
            return authority;
        }
    }

    private static async Task<string> Json(MasterHttp master, string leader, CancellationToken cancel)
    {
        var silos = await master.Silos(cancel);
        return new JsonObject
        {
            ["cluster_id"] = silos.ClusterId,
            ["leader"] = leader,
            ["masters"] = new JsonArray([.. silos.Masters.Select(one => (JsonNode)one)]),
        }.ToJsonString();
    }
}
