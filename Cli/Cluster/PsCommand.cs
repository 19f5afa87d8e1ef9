using MesosOrleans.Flags;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.Cluster;

/// <summary><c>mesos ps</c>: what runs where.</summary>
internal static class PsCommand
{
    private static readonly Flag<bool> All = Flag.Bool("all", false, "Lists ended tasks too, as far as the silo remembers them.").FromCommandLineOnly();

    private static readonly FlagSet Set = new("mesos ps", "Lists the tasks of a cluster.", [ClusterFlags.Master, ClusterFlags.Json, All]);

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
            : StateTables.Tasks(await master.State(interrupt.Token), values.Get(All), Paint.ForOutput());
        await Console.Out.WriteAsync(text);
        return ExitCodes.Ok;
    }
}
