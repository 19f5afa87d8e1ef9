using MesosOrleans.Flags;

namespace MesosOrleans.Tests.Unit.Flags;

/// <summary>A small program's flags, one of each way to define them.</summary>
internal static class SampleFlags
{
    public static readonly Flag<string> WorkDir = Flag.Required("work_dir", FlagKinds.Path, "Where things lie.");
    public static readonly Flag<int> Port = Flag.Port("port", "5050", "Where to listen.");
    public static readonly Flag<int> InFlight = Flag.Integer("in-flight", 256, "How many at once.", min: 1, max: 1000);
    public static readonly Flag<bool> Quiet = Flag.Bool("quiet", false, "Says nothing.");
    public static readonly Flag<bool> SwitchUser = Flag.Bool("switch_user", true, "Runs as somebody.");
    public static readonly Flag<TimeSpan> Timeout = Flag.Duration("timeout", "15secs", "How long to wait.", max: TimeSpan.FromMinutes(1));
    public static readonly Flag<long> Body = Flag.Bytes("body", "1MB", "How much to take.");
    public static readonly Flag<string?> Cluster = Flag.Text("cluster", "What it is called.");
    public static readonly Flag<int?> Limit = Flag.OptionalValue("limit", FlagKinds.Integer(0, 9, 5), "How many at most.");
    public static readonly Flag<string?> Secret = Flag.Optional("secret", FlagKinds.Word, "What nobody may see.").AsSecret();

    public static readonly FlagSet Set = new(
        "mesos sample", "Shows flags.", [WorkDir, Port, InFlight, Quiet, SwitchUser, Timeout, Body, Cluster, Limit, Secret]);

    /// <summary>Reads a command line that need not give the required flag.</summary>
    public static FlagValues Read(params string[] args) => Set.Parse(args, new Dictionary<string, string?> { ["MESOS_WORK_DIR"] = "w" });

    /// <summary>The message for a command line that is refused.</summary>
    public static string Refusal(params string[] args) => Xunit.Assert.Throws<FlagException>(() => Read(args)).Message;
}
