using System.Text.Json;
using MesosOrleans.Cli.Listings;
using MesosOrleans.Flags;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.Cluster;

/// <summary><c>mesos ps</c>: what runs where and what it uses, as Mesos's own command of that name shows it.</summary>
internal static class PsCommand
{
    private static readonly Flag<TimeSpan> Timeout =
        Flag.Duration("timeout", "5secs", "Time for an agent to say what its containers use.", min: TimeSpan.FromMilliseconds(1)).FromCommandLineOnly();

    public static readonly FlagSet Set = new("mesos ps", "Shows the running tasks of a cluster and what they use.", [ClusterFlags.Master, ClusterFlags.Json, Timeout]);

    public static async Task<int> Run(string[] args)
    {
        if (!ProgramFlags.Read(Set, args, out var values, out var code))
        {
            return code;
        }

        using var interrupt = new Interrupt();
        using var master = new MasterHttp(values.Get(ClusterFlags.Master));
        using var slaves = new SlaveHttp(values.Get(Timeout));
        var state = await master.State(interrupt.Token);
        var usage = await ClusterUsage.Of(state, slaves, text => Console.Error.WriteLine($"mesos ps: {text}"), interrupt.Token);
        var rows = UsageTable.Rows(state, usage);
        await Console.Out.WriteAsync(values.Get(ClusterFlags.Json)
            ? ListingText.JsonLines(rows.Select(row => JsonSerializer.Serialize(row, UsageJson.Default.UsageRow)))
            : UsageTable.Render(rows));
        return ExitCodes.Ok;
    }
}
