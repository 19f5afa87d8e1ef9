using MesosOrleans.Cli.Cluster;
using MesosOrleans.Flags;
using MesosOrleans.Protocol;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.SandboxFiles;

/// <summary><c>mesos cat</c>: a file of a sandbox, as long as it is at the start.</summary>
internal static class CatCommand
{
    public static readonly FlagSet Set = new(
        "mesos cat", "Prints a file of a task's sandbox, stdout if none is named. TASK is an ID, a part of one, or FRAMEWORK/TASK.",
        SandboxTarget.Flags, SandboxTarget.Positional);

    public static async Task<int> Run(string[] args)
    {
        if (!ProgramFlags.Read(Set, args, out var values, out var code))
        {
            return code;
        }

        using var interrupt = new Interrupt();
        using var master = new MasterHttp(values.Get(ClusterFlags.Master));
        using var sandboxes = new Sandboxes(master);
        var target = SandboxTarget.Of(values, "stdout", await master.State(interrupt.Token));
        await using var output = Console.OpenStandardOutput();
        await sandboxes.Copy(new SlaveId(target.Found.Task.SlaveId), target.Path, output, interrupt.Token);
        await output.FlushAsync(interrupt.Token);
        return ExitCodes.Ok;
    }
}
