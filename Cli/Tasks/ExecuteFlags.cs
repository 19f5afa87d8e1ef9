using MesosOrleans.Cli.Cluster;
using MesosOrleans.Flags;

namespace MesosOrleans.Cli.Tasks;

internal static class ExecuteFlags
{
    public static readonly FlagSet Set = new("mesos execute",
        "Runs one command as a task. Prints its changes on standard error, then what it wrote; ends with its exit code.",
        [ClusterFlags.Master, SecurityFlags.Credential, TaskFlags.Name, TaskFlags.Command, TaskFlags.Resources, TaskFlags.Environment, TaskFlags.Timeout]);
}
