using MesosOrleans.Cli.Cluster;
using MesosOrleans.Flags;
using MesosOrleans.Values;

namespace MesosOrleans.Cli.Batch;

internal static class BatchFlags
{
    public static readonly Flag<int?> Jobs = Flag.OptionalValue("jobs", FlagKinds.Integer(1, 1_000_000, 100),
        "How many commands may run at once. As many as fit into the cluster if not given.").FromCommandLineOnly();

    public static readonly Flag<decimal> Cpus =
        Flag.Of("cpus", FlagKinds.Number(0, 1_000_000, 1), "1", "CPUs that each command needs.").FromCommandLineOnly();

    public static readonly Flag<decimal> Mem =
        Flag.Of("mem", FlagKinds.Number(0, 1_000_000_000, 32), "32", "Memory that each command needs, in MB.").FromCommandLineOnly();

    public static readonly Flag<string?> Out = Flag.Optional("out", FlagKinds.Path,
        "Directory for the outputs, created if missing: 0001.out, 0001.err and so on by line number, and summary.tsv. "
        + "mesos-batch-ID in the working directory if not given.").FromCommandLineOnly();

    public static readonly Flag<int> Retries = Flag.Integer("retries", 3,
        "How often a command whose task is lost (its slave went away) is run again. One that fails is not.", max: 100).FromCommandLineOnly();

    public static readonly Flag<string> Name = Flag.Text("name", "batch", "Name of the framework, for people.").FromCommandLineOnly();

    public static readonly FlagSet Set = new FlagSet("mesos batch",
        "Runs each line of a file as a task, across the cluster. Blank lines and lines that begin with # are passed over. FILE - is standard input.",
        [ClusterFlags.Master, SecurityFlags.Credential, Jobs, Cpus, Mem, Out, Retries, Name], "FILE").WithRule(OneFile).WithRule(AsksForSomething);

    public static Resources WantedBy(FlagValues values) => Resources.Of(
        Resource.Scalar("cpus", Milli(values.Get(Cpus))), Resource.Scalar("mem", Milli(values.Get(Mem))));

    private static long Milli(decimal value) => (long)decimal.Round(value * 1000);

    private static string? OneFile(FlagValues values) => values.Positional.Length == 1 ? null
        : $"expected one FILE of commands, - for standard input, and got {values.Positional.Length}";

    private static string? AsksForSomething(FlagValues values) =>
        WantedBy(values).IsEmpty ? "--cpus and --mem are both 0, and a task that asks for nothing is refused: give one of them more" : null;
}
