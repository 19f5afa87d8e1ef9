using MesosOrleans.Flags;

namespace MesosOrleans.Bench;

/// <summary>The flags of the benches. They are read from the command line alone: <c>MESOS_RESOURCES</c> and the like in the environment are for others.</summary>
internal static class BenchFlags
{
    public static readonly Flag<int> TaskCount = Count(10_000, "How many tasks.");

    public static readonly Flag<int> AgentCount = Count(10_000, "How many emulated agents register.");

    public static readonly Flag<int> ProcessCount = Count(500, "How many processes of each sort.");

    public static readonly Flag<int> OfferCount = Count(200, "How many first offers and how many re-offers.");

    public static readonly Flag<int> Agents = Flag.Integer("agents", 2, "How many agents run the tasks.", min: 1).FromCommandLineOnly();

    public static readonly Flag<bool> Secure = Flag.Bool(
        "secure", false, "Authenticates agents and framework, and asks rules about each task.").FromCommandLineOnly();

    public static readonly Flag<string> Kind = Flag.Choice(
        "kind", "noop", "noop: emulated agents, the masters alone are measured; command: real agents run 'true'.", "noop", "command")
        .FromCommandLineOnly();

    public static readonly Flag<int> InFlight = Flag.Integer("in-flight", 256, "How many tasks run at once at most.", min: 1).FromCommandLineOnly();

    public static readonly Flag<decimal?> Rate = Flag.OptionalValue(
        "rate", FlagKinds.Number(0.1m, 1_000_000m, 500m), "Tasks per second of an open loop; latency then counts from the intended time of a launch.")
        .FromCommandLineOnly();

    public static readonly Flag<int> SlaveCount = Flag.Integer("slaves", 50_000, "How many slaves the registry gets.", min: 2_000).FromCommandLineOnly();

    public static readonly Flag<int> Replicas = Flag.Integer(
        "replicas", 0, "How many PostgreSQL servers are started to keep the log; 0: the log is a file, the embedded default.", min: 0, max: 9)
        .FromCommandLineOnly();

    public static readonly FlagSet Registrar = new(
        "mesos bench registrar", "Admits, readmits, recovers and removes slaves, and measures how long one change takes.", [SlaveCount, Replicas]);

    public static readonly Flag<int> AllocatedSlaves = Flag.Integer("slaves", 10_000, "How many slaves are offered.", min: 2).FromCommandLineOnly();

    public static readonly Flag<int> Frameworks = Flag.Integer("frameworks", 200, "How many frameworks want them.", min: 2).FromCommandLineOnly();

    public static readonly Flag<int> RoleCount = Flag.Integer("roles", 20, "How many roles the frameworks have, of different weights.", min: 1).FromCommandLineOnly();

    public static readonly Flag<int> Allocations = Flag.Integer("allocations", 20, "How many allocations of all slaves are timed.", min: 1).FromCommandLineOnly();

    public static readonly FlagSet Allocator = new(
        "mesos bench allocator", "Allocates a whole cluster, each framework refusing half of the slaves, and measures one allocation.",
        [AllocatedSlaves, Frameworks, RoleCount, Allocations]);

    public static readonly Flag<int> StateSlaves = Flag.Integer("slaves", 10_000, "How many emulated slaves there are.", min: 1).FromCommandLineOnly();

    public static readonly Flag<int> StateTasks = Flag.Integer("tasks", 100_000, "How many tasks run on them.", min: 1).FromCommandLineOnly();

    public static readonly FlagSet State = new(
        "mesos bench state", "Reads /master/state.json of a large cluster, and measures its time, the silo's memory, and how long a scheduler waits meanwhile.",
        [StateSlaves, StateTasks]);

    public static readonly Flag<int> Rounds = Flag.Integer("rounds", 20, "How many silos are killed.", min: 1).FromCommandLineOnly();

    public static readonly Flag<bool> Verbose = Flag.Bool("verbose", false, "Says on standard error what happens in each round.")
        .FromCommandLineOnly();

    public static readonly FlagSet Failover = new(
        "mesos bench failover", "Kills the silo that leads, again and again, and measures how soon there are offers and admissions again.", [Rounds, Verbose]);

    public static readonly Flag<int> ChaosSeconds = Flag.Integer("seconds", 120, "For how long something is killed.", min: 1).FromCommandLineOnly();

    public static readonly Flag<int?> Seed = Flag.OptionalValue(
        "seed", FlagKinds.Integer(0, int.MaxValue, 1), "Decides what is killed, and in which order; drawn and printed if it is left out.").FromCommandLineOnly();

    public static readonly FlagSet Examples = new(
        "mesos bench examples", "Kills silos, agents, the two examples and what they run, and measures how soon the service is whole again and whether each job ran to success once.",
        [ChaosSeconds, Seed, Verbose]);

    public static readonly FlagSet Tasks = new(
        "mesos bench tasks", "Launches tasks and measures how many end in a second, and how soon they run.",
        [TaskCount, Agents, Kind, InFlight, Rate, Secure, IsolationFlags.Isolation]);

    public static readonly Flag<int> Seconds = Flag.Integer("seconds", 10, "How long it is measured.", min: 1).FromCommandLineOnly();

    public static readonly FlagSet Isolation = new(
        "mesos bench isolation", "Measures how much of a processor hogs get under cgroups/cpu; needs root.", [Seconds]);

    public static readonly Flag<int> SleeperCount = Count(1_000, "How many tasks sleep.");

    public static readonly FlagSet Idle = new(
        "mesos bench idle", "Measures the memory of an agent and of its launchers while tasks sleep.", [SleeperCount]);

    public static readonly Flag<int> RunningTasks = Flag.Integer("tasks", 500, "How many tasks run while the agent is killed.", min: 1).FromCommandLineOnly();

    public static readonly FlagSet AgentRestart = new(
        "mesos bench agent-restart", "Kills an agent with running tasks, starts it again, and measures how soon it has all of them back.", [RunningTasks]);

    public static readonly Flag<int> ContainerCount = Count(100, "How many tasks run in containers, one after the other.");

    public static readonly Flag<string> Backend = Flag.Choice(
        "backend", "docker", "docker, runc: the project's containerizer program with this; external-noop: one that only starts mesos-executor.", "docker", "runc", "external-noop")
        .FromCommandLineOnly();

    public static readonly FlagSet Containers = new(
        "mesos bench containers", "Measures how soon tasks run in containers, and the same containers by hand; needs root.", [Backend, ContainerCount]);

    public static readonly FlagSet Slaves = new("mesos bench slaves", "Registers emulated agents.", [AgentCount]);

    public static readonly FlagSet Spawn = new("mesos bench spawn", "Starts processes, with and without the launcher.", [ProcessCount]);

    public static readonly FlagSet Offers = new("mesos bench offers", "Measures how soon frameworks are offered what there is.", [OfferCount]);

    private static Flag<int> Count(int defaultValue, string help) => Flag.Integer("count", defaultValue, help, min: 1).FromCommandLineOnly();
}
