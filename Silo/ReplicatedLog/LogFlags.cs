using System.Globalization;
using MesosOrleans.Flags;

namespace MesosOrleans.Silo.ReplicatedLog;

/// <summary>The flags of <c>mesos log</c>. Where the log is, they say as those of the silo do, and the environment of a silo serves for both.</summary>
internal static class LogFlags
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    private static readonly FlagKind<long> Position = new("POSITION", "a position of the log, for example 17", text =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? position : throw new FormatException($"'{text}' is no position: expected a whole number of 0 or more, for example 17"));

    public static readonly Flag<string?> WorkDir = Flag.Optional("work_dir", FlagKinds.Path,
        "Work directory of a silo, whose registry is in a file there. Not used if databases are named.");

    public static readonly Flag<bool> Json = Flag.Bool("json", false, "Prints JSON.").FromCommandLineOnly();

    public static readonly Flag<long?> From = Flag.OptionalValue("from", Position,
        "The first position to print. If not given, the first that the log has.").FromCommandLineOnly();

    public static readonly Flag<long?> To = Flag.OptionalValue("to", Position,
        "The last position to print. If not given, the last that the log has.").FromCommandLineOnly();

    public static readonly Flag<string?> OneReplica = Flag.Optional("replica", LogReplicasText.One,
        "Prints what this replica holds, to compare replicas. If not given, what any of them has learned.").AsSecret().FromCommandLineOnly();

    public static readonly Flag<string> Replica = Flag.Required("replica", LogReplicasText.One,
        "The replica, as 'mesos log status' names it. A new one may be given as its database too: then with a user and password of its own.").AsSecret().FromCommandLineOnly();

    public static readonly Flag<TimeSpan?> Timeout = Flag.OptionalValue("timeout", FlagKinds.Duration(Shortest, Longest, TimeSpan.FromSeconds(10)),
        "Gives up after this time, with code 124. If not given, it waits.").FromCommandLineOnly();

    public static readonly Flag<string> Input = Flag.Required("input", FlagKinds.Path,
        "File with the size of one append on each line, for example 512B.").FromCommandLineOnly();

    public static readonly Flag<string> Output = Flag.Required("output", FlagKinds.Path,
        "File for the time of each append; written anew.").FromCommandLineOnly();

    public static readonly Flag<string> Type = Flag.Choice("type", "random", "What the appended bytes are.", "zero", "one", "random").FromCommandLineOnly();

    public static readonly FlagSet Status = Set("status",
        "Shows how the log and each of its replicas stand. Code 0 if enough of them vote, else 1.", Json);

    public static readonly FlagSet Read = Set("read", "Prints what the log holds, position by position.", From, To, OneReplica, Json, Timeout)
        .WithRule(RangeIsForward);

    public static readonly FlagSet Initialize = Set("initialize",
        "Starts a log at replicas that were never used, all of which must answer. A log that has started is left as it is.", SiloFlags.Quorum, Timeout)
        .WithRule(SiloFlags.QuorumIsMajority);

    public static readonly FlagSet AddReplica = Set("add-replica",
        "Adds a replica to the log, once it has caught up. Called again after it was interrupted, it goes on.", Replica, Timeout);

    public static readonly FlagSet RemoveReplica = Set("remove-replica",
        "Removes a replica from the log, unless too few would be left that have everything. Called again after it was interrupted, it goes on.", Replica, Timeout);

    public static readonly FlagSet ResetReplica = Set("reset-replica",
        "Makes a replica forget everything and learn it anew from the others: to be used after its database was restored from a backup.", Replica, Timeout);

    public static readonly FlagSet Benchmark = Set("benchmark",
        "Appends entries to a log of its own in the same databases, and deletes it in the end. The registry is not touched.",
        Input, Output, Type, SiloFlags.Quorum).WithRule(SiloFlags.QuorumIsMajority);

    private static FlagSet Set(string command, string summary, params ReadOnlySpan<Flag> flags) => new FlagSet(
        $"mesos log {command}", summary, [SiloFlags.LogReplicas, SiloFlags.ClusterDatabase, WorkDir, .. flags]).WithRule(PlaceIsNamed);

    private static string? PlaceIsNamed(FlagValues values) =>
        values.Get(SiloFlags.LogReplicas) is null && values.Get(SiloFlags.ClusterDatabase) is null && values.Get(WorkDir) is null
            ? "name the log as its silos do: with --log_replicas, else --cluster_database, else --work_dir, each also in the environment" : null;

    private static string? RangeIsForward(FlagValues values) => values.Get(To) < values.Get(From)
        ? $"bad read range: --to={values.Get(To)} lies before --from={values.Get(From)}" : null;
}
