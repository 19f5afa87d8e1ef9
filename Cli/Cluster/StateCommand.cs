using MesosOrleans.Flags;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.Cluster;

/// <summary><c>mesos state</c>: slaves, frameworks, totals.</summary>
internal static class StateCommand
{
    public static readonly FlagSet Set =
        new("mesos state", "Shows slaves, frameworks and totals of a cluster.", [ClusterFlags.Master, ClusterFlags.Json]);

    public static async Task<int> Run(string[] args)
    {
        if (!ProgramFlags.Read(Set, args, out var values, out var code))
        {
            return code;
        }

        using var interrupt = new Interrupt();
        using var master = new MasterHttp(values.Get(ClusterFlags.Master));
        var text = values.Get(ClusterFlags.Json)
            ? await master.StateText(interrupt.Token) + "\n"
            : StateTables.Overview(await master.State(interrupt.Token));
        await Console.Out.WriteAsync(text);
        return ExitCodes.Ok;
    }
}
