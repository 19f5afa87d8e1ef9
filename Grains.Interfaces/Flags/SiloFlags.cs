using System.Collections.Immutable;
using System.Net;

namespace MesosOrleans.Flags;

/// <summary>
/// The flags of the silo, as Mesos 0.19.0 names them for its master (src/master/flags.hpp), and a few of ours: <c>silo_port</c>,
/// <c>gateway_port</c>, <c>max_request_body</c>, and the ping flags, which came to Mesos later.
/// </summary>
public static class SiloFlags
{
    // A time-out of nothing fails always; timers of .NET end at 49 days.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <inheritdoc cref="ProcessFlags.Ip"/>
    public static readonly Flag<IPAddress> Ip = ProcessFlags.Ip;

    /// <inheritdoc cref="ProcessFlags.Hostname"/>
    public static readonly Flag<string?> Hostname = ProcessFlags.Hostname;

    /// <summary>The HTTP port; 0 takes a free one.</summary>
    public static readonly Flag<int> Port = Flag.Port("port", "5050", "Port of the HTTP endpoints; 0 takes a free one.");

    /// <summary>Where the registry and the grain storage lie.</summary>
    public static readonly Flag<string> WorkDir = Flag.Required("work_dir", FlagKinds.Path,
        "Directory of the registry and of grain storage. Created if missing; one silo at a time can use it.");

    /// <summary>The cluster's name for people; null if absent.</summary>
    public static readonly Flag<string?> Cluster = Flag.Text("cluster", "Name of the cluster for people, as in state.json.");

    /// <summary>The database that the silos of a cluster share, for Npgsql; null: this silo is a cluster of its own.</summary>
    public static readonly Flag<string?> ClusterDatabase = Flag.Optional("cluster_database", FlagKinds.ConnectionString,
        "PostgreSQL database that the silos of one cluster share: who they are, and the state of frameworks. Its tables are made at the start. "
        + "If not given, this silo is a cluster by itself. Best given as file://PATH or in the environment, since it holds a password.").AsSecret();

    /// <summary>The roles that frameworks may have, besides <c>*</c>.</summary>
    public static readonly Flag<ImmutableArray<string>> Roles =
        Flag.Of("roles", RolesText.Kind, "", "Roles that frameworks may register with, with commas between, besides *.");

    /// <summary>Weights by role; a role that is not in it has 1. Every role in it is in <see cref="Roles"/> or <c>*</c>.</summary>
    public static readonly Flag<ImmutableSortedDictionary<string, double>> Weights = Flag.Of("weights", WeightsText.Kind, "",
        "Weights of roles in the allocation: role=weight with commas between, each above 0. A role without has 1.");

    /// <summary>The least time after which what was refused with 0 s is offered to the same framework again.</summary>
    public static readonly Flag<TimeSpan> AllocationInterval = Flag.Duration("allocation_interval", "1secs",
        "Period of batch allocation. Offers go out when there is something to offer; what was refused for 0 s comes back after this time.",
        min: Shortest, max: Longest);

    /// <summary>Which slaves may be offered: <c>*</c>, or the path of a file with their host names.</summary>
    public static readonly Flag<string> Whitelist = Flag.Of("whitelist", FlagKinds.Path, "*",
        "File with the host names of slaves that may be offered, one a line; read again every 5 s. * allows all.").AsPath();

    /// <summary>How long an offer waits for its answer; null: for ever.</summary>
    public static readonly Flag<TimeSpan?> OfferTimeout = Flag.OptionalValue("offer_timeout", FlagKinds.Duration(Shortest, Longest, TimeSpan.FromMinutes(1)),
        "Time after which an offer that was not answered is rescinded. If not given, offers do not expire.");

    /// <summary>How long an agent has to answer a ping.</summary>
    public static readonly Flag<TimeSpan> SlavePingTimeout = Flag.Duration("slave_ping_timeout", "15secs",
        "Time within which an agent must answer a ping.", min: Shortest, max: Longest);

    /// <summary>How many unanswered pings in a row make a slave be removed.</summary>
    public static readonly Flag<int> MaxSlavePingTimeouts = Flag.Integer("max_slave_ping_timeouts", 5,
        "Unanswered pings in a row after which a slave is removed.", min: 1);

    /// <summary>How long admitted slaves have to come back after the registrar's recovery.</summary>
    /// <remarks>Mesos refuses less than 10mins; here short ones are allowed, since clusters on one machine return at once.</remarks>
    public static readonly Flag<TimeSpan> SlaveReregisterTimeout = Flag.Duration("slave_reregister_timeout", "10mins",
        "Time after a start within which known slaves must come back, else they are removed.", min: Shortest, max: Longest);

    /// <summary>How much of the registry a recovery may remove, in percent.</summary>
    public static readonly Flag<decimal> RecoverySlaveRemovalLimit = Flag.Of("recovery_slave_removal_limit", FlagKinds.Percent, "100%",
        "Largest share of the registered slaves that may be removed since they did not come back after a start; beyond it the silo ends instead.");

    /// <summary><c>replicated_log</c> or <c>in_memory</c>.</summary>
    public static readonly Flag<string> Registry = Flag.Choice("registry", "replicated_log",
        "Where admitted slaves are recorded; in_memory is for tests and forgets them with the process.", "replicated_log", "in_memory");

    /// <summary>Whether slaves that the registry does not know are refused when they come back.</summary>
    public static readonly Flag<bool> RegistryStrict = Flag.Bool("registry_strict", false,
        "Refuses slaves that come back and are not in the registry. Needs a registry that lasts.");

    /// <summary>How long the registry may take to be read at a start.</summary>
    public static readonly Flag<TimeSpan> RegistryFetchTimeout = Flag.Duration("registry_fetch_timeout", "1mins",
        "Time for reading the registry, after which the recovery has failed.", min: Shortest, max: Longest);

    /// <summary>How long a change of the registry may take.</summary>
    public static readonly Flag<TimeSpan> RegistryStoreTimeout = Flag.Duration("registry_store_timeout", "5secs",
        "Time for writing the registry, after which the write has failed.", min: Shortest, max: Longest);

    /// <summary>The databases that keep the registry's log, as connection strings of Npgsql; null: one, see the help.</summary>
    public static readonly Flag<ImmutableArray<string>?> LogReplicas = Flag.OptionalValue("log_replicas", LogReplicasText.Kind,
        "PostgreSQL databases that keep the registry's log, each on a server of its own: with commas between, postgresql://USER@HOST:PORT/DATABASE or "
        + "Host=...;Database=...;Username=..., or one on each line of a file. If not given, the log has one replica: in --cluster_database, or else in a file under --work_dir. "
        + "Best given as file://PATH or in the environment if it holds passwords.").AsSecret();

    /// <summary>How many replicas decide, in a log that is initialised; null: the smallest majority.</summary>
    public static readonly Flag<int?> Quorum = Flag.OptionalValue("quorum", FlagKinds.Integer(1, 99, 2),
        "How many replicas must have a change of the registry before it counts: more than half of --log_replicas. If not given, the smallest such number.");

    /// <summary>Whether a log that was never used is started by itself.</summary>
    public static readonly Flag<bool> LogAutoInitialize = Flag.Bool("log_auto_initialize", true,
        "Initialises a log whose replicas are all empty; without it, 'mesos log initialize' does.");

    /// <summary>Whether frameworks whose user is root may register.</summary>
    public static readonly Flag<bool> RootSubmissions = Flag.Bool("root_submissions", true, "Lets frameworks whose user is root register.");

    /// <summary>The port between silos; 0 takes a free one.</summary>
    public static readonly Flag<int> SiloPort = Flag.Port("silo_port", "0", "Port between silos (Orleans); 0 takes a free one.");

    /// <summary>The port for agents and frameworks; 0 takes a free one.</summary>
    public static readonly Flag<int> GatewayPort = Flag.Port(
        "gateway_port", "0", "Port for agents and frameworks (Orleans gateway); 0 takes a free one.");

    /// <summary>The largest HTTP request body, in bytes.</summary>
    public static readonly Flag<long> MaxRequestBody = Flag.Bytes("max_request_body", "1MB",
        "Largest HTTP request body; a larger one is answered with 413.", min: 1 << 10, max: 1L << 30);

    /// <summary>Whether Orleans's own dashboard stands beside the web UI.</summary>
    public static readonly Flag<bool> OrleansDashboard = Flag.Bool("orleans_dashboard", false,
        "Shows Orleans's own dashboard, of grains and their calls, at /dashboard. All silos of a cluster should have the same.");

    /// <summary>All of them.</summary>
    public static readonly FlagSet Set = new FlagSet(
        "mesos silo", "Runs a silo: the master of a cluster, with its HTTP endpoints.",
    [
        Ip, Port, Hostname, WorkDir, Cluster, ClusterDatabase, Roles, Weights, AllocationInterval, Whitelist, OfferTimeout,
        SlavePingTimeout, MaxSlavePingTimeouts, SlaveReregisterTimeout, RecoverySlaveRemovalLimit, Registry, RegistryStrict,
        RegistryFetchTimeout, RegistryStoreTimeout, LogReplicas, Quorum, LogAutoInitialize, RootSubmissions, SiloPort, GatewayPort, MaxRequestBody, OrleansDashboard,
        .. SecurityFlags.All,
        ProcessFlags.LoggingLevel, ProcessFlags.Quiet, ProcessFlags.LogDir,
    ]).WithRule(WeightsHaveRoles).WithRule(StrictLasts).WithRule(ReplicasAreUsed).WithRule(QuorumIsMajority).WithRule(SecurityFlags.SecretsAreKnown);

    private static string? WeightsHaveRoles(FlagValues values) => WeightsText.UnknownRole(values.Get(Weights), values.Get(Roles));

    private static string? StrictLasts(FlagValues values) => values.Get(RegistryStrict) && values.Get(Registry) == "in_memory"
        ? "--registry_strict needs a registry that lasts: with --registry=in_memory no slave could come back after a restart; "
            + "use --registry=replicated_log"
        : null;

    private static string? ReplicasAreUsed(FlagValues values) => values.Get(Registry) == "in_memory" && values.Get(LogReplicas) is not null
        ? "--log_replicas keep a registry that lasts, and --registry=in_memory does not use them: use --registry=replicated_log"
        : null;

    /// <summary>The rule that <c>--quorum</c> is a strict majority of <c>--log_replicas</c>: answers null, or a sentence for the user.</summary>
    /// <param name="values">Values of a set that holds both flags.</param>
    public static string? QuorumIsMajority(FlagValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var replicas = values.Get(LogReplicas)?.Length ?? 1;
        var majority = (replicas / 2) + 1;
        return values.Get(Quorum) is { } quorum && (quorum < majority || quorum > replicas)
            ? $"--quorum={quorum} is not a strict majority of {(replicas == 1 ? "one replica" : $"{replicas} replicas")}: two quorums must always share a replica; "
                + (replicas == majority ? $"use {majority}" : $"use {majority} to {replicas}")
            : null;
    }
}
