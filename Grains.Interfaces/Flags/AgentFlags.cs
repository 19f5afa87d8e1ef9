using System.Collections.Immutable;
using System.Net;

namespace MesosOrleans.Flags;

/// <summary>The flags of the agent host, as Mesos 0.19.0 names them for its slave (src/slave/flags.hpp).</summary>
public static class AgentFlags
{
    /// <summary>The silos' HTTP addresses, at least one; everything else about the cluster is asked there.</summary>
    public static readonly Flag<ImmutableArray<HostPort>> Master = Flag.Required("master", FlagKinds.HostPorts,
        "HTTP address of a silo, or several with commas between: one that answers is enough, and the agent moves on by itself when it is lost.");

    /// <inheritdoc cref="ProcessFlags.Ip"/>
    public static readonly Flag<IPAddress> Ip = ProcessFlags.Ip;

    /// <inheritdoc cref="ProcessFlags.Hostname"/>
    public static readonly Flag<string?> Hostname = ProcessFlags.Hostname;

    /// <summary>The HTTP port; 0 takes a free one.</summary>
    public static readonly Flag<int> Port = Flag.Port("port", "5051", "Port of the HTTP endpoints; 0 takes a free one.");

    /// <summary>The text of the resources, a good one; null if absent. <see cref="ReadResources"/> gives its value.</summary>
    public static readonly Flag<string?> Resources = Flag.Optional("resources",
        new FlagKind<string>("RESOURCES", "resources, for example cpus:4;mem:1024", CheckedResources),
        "Resources of this machine, for example 'cpus:4;mem:1024;ports:[31000-32000];disks:{sda1}', with a role 'cpus(ads):2'. "
        + "Of cpus, mem, disk and ports, those that are missing are detected.");

    /// <summary>The attributes of the machine; null if absent.</summary>
    public static readonly Flag<Values.Attributes?> Attributes = Flag.Optional("attributes",
        new FlagKind<Values.Attributes>("ATTRIBUTES", "attributes, for example rack:r1;level:3", Values.Attributes.Parse),
        "Attributes of this machine, for example 'rack:r1;level:3'.");

    /// <summary>The role of resources for which none is given.</summary>
    public static readonly Flag<string> DefaultRole = Flag.Of("default_role", RolesText.OneKind, "*",
        "Role of the entries of --resources that name none, and of detected resources.");

    /// <summary>Where sandboxes and <c>meta/</c> lie; created if missing.</summary>
    public static readonly Flag<string> WorkDir = Flag.Of("work_dir", FlagKinds.Path, "/tmp/mesos",
        "Directory of sandboxes and checkpoints. Created if missing; one agent at a time can use it.");

    /// <summary>Whether state is kept for a restarted agent; the masters know it too.</summary>
    public static readonly Flag<bool> Checkpoint = Flag.Bool("checkpoint", true,
        "Keeps on disk what a restarted agent needs to take over the executors and tasks of frameworks that checkpoint. Such frameworks are only offered agents that do.");

    /// <summary><c>reconnect</c> or <c>cleanup</c>.</summary>
    public static readonly Flag<string> Recover = Flag.Of("recover", FlagKinds.Choice("reconnect", "cleanup"), "reconnect",
        "What becomes of what a former process of this agent left: 'reconnect' takes it over; 'cleanup' ends it, and then the agent, for a change that is not compatible.");

    /// <summary>How long executors and tasks go on without their agent.</summary>
    public static readonly Flag<TimeSpan> RecoveryTimeout = Flag.Duration("recovery_timeout", "15mins",
        "Executors and tasks of frameworks that checkpoint end when their agent has been away for that long.");

    /// <summary>Whether a checkpoint that cannot be read stops the start.</summary>
    public static readonly Flag<bool> Strict = Flag.Bool("strict", true,
        "Refuses to start over checkpoints that cannot be read. If false they are passed over, and what they stood for ends.");

    /// <summary>How long an executor may take to subscribe for the first time.</summary>
    public static readonly Flag<TimeSpan> ExecutorRegistrationTimeout = Flag.Duration("executor_registration_timeout", "1mins",
        "An executor that has not subscribed within this time, the fetching included, is ended.");

    /// <summary>How long an executor may take to subscribe at a restarted agent.</summary>
    public static readonly Flag<TimeSpan> ExecutorReregistrationTimeout = Flag.Duration("executor_reregistration_timeout", "2secs",
        "An executor that has not subscribed again within this time after a restart of the agent is ended.");

    /// <summary>How long an executor may take to end.</summary>
    public static readonly Flag<TimeSpan> ExecutorShutdownGracePeriod = Flag.Duration("executor_shutdown_grace_period", "5secs",
        "An executor that was told to end and has not within this time is killed, unless it has a grace period of its own.");

    /// <summary>Whether tasks run as the user of their framework or command.</summary>
    public static readonly Flag<bool> SwitchUser = Flag.Bool("switch_user", true, "Runs tasks as the user of their framework or command.");

    /// <summary>The first registration comes after a random part of this.</summary>
    public static readonly Flag<TimeSpan> RegistrationBackoffFactor = Flag.Duration("registration_backoff_factor", "1secs",
        "The agent registers after a random time up to this, and doubles it at each retry.", max: TimeSpan.FromMinutes(1));

    /// <summary>All of them.</summary>
    public static readonly FlagSet Set = new("mesos agent", "Runs an agent: it offers this machine to a cluster and runs its tasks.",
    [
        Master, Ip, Port, Hostname, Resources, Attributes, DefaultRole, WorkDir, SwitchUser, RegistrationBackoffFactor,
        Checkpoint, Recover, RecoveryTimeout, Strict, ExecutorRegistrationTimeout, ExecutorReregistrationTimeout, ExecutorShutdownGracePeriod,
        .. ContainerizerFlags.All, .. IsolationFlags.All, .. SandboxFlags.All,
        SecurityFlags.Credential,
        ProcessFlags.LoggingLevel, ProcessFlags.Quiet, ProcessFlags.LogDir,
    ]);

    /// <summary>The value of <see cref="Resources"/>, with <see cref="DefaultRole"/> for entries without a role; null if absent.</summary>
    /// <param name="values">Values of a set that holds both flags.</param>
    /// <returns>What was given; of cpus, mem, disk and ports, what is missing is for the agent to detect.</returns>
    public static Values.Resources? ReadResources(FlagValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Get(Resources) is { } text ? Values.Resources.Parse(text, values.Get(DefaultRole)) : null;
    }

    // The value waits for --default_role, which may come later; whether the text is good does not depend on it.
    private static string CheckedResources(string text)
    {
        _ = Values.Resources.Parse(text);
        return text;
    }
}
