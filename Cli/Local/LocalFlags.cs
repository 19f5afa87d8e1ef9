using MesosOrleans.Flags;

namespace MesosOrleans.Cli.Local;

/// <summary>The flags of <c>mesos local</c>: a few of its own, and all of silo and agent, which are passed on to those that know them.</summary>
internal static class LocalFlags
{
    public static readonly Flag<int> Agents = Flag.Integer("agents", 1, "Number of agents.", min: 0, max: 1000).FromCommandLineOnly();

    public static readonly Flag<int> Port = Flag.Port("port", "5050", "Port of the silo's HTTP endpoints; 0 takes a free one. Agents take free ones.");

    public static readonly Flag<string?> WorkDir = Flag.Optional("work_dir", FlagKinds.Path,
        "Directory for everything: silo/, agent-N/ and their logs. A new one under the temporary directory, removed at the end, if not given.");

    public static readonly Flag<bool> Verbose = Flag.Bool(
        "verbose", false, "Shows what silo and agents log, with their names before each line.").FromCommandLineOnly();

    public static readonly FlagSet Set = new FlagSet("mesos local", "Runs a silo and agents as processes of this machine, until Ctrl-C or SIGTERM.",
        [Agents, Port, WorkDir, Verbose]).Sharing("port", "work_dir") + SiloFlags.Set + AgentFlags.Set.Without("master");
}
