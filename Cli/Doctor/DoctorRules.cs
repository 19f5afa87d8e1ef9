using System.Globalization;

namespace MesosOrleans.Cli.Doctor;

/// <summary>What readings of a machine mean. Pure: the readings are arguments.</summary>
internal static class DoctorRules
{
    /// <summary>As many as Mesos's own start script demands (<c>ulimit -n 8192</c>).</summary>
    public const long FilesMin = 8192;

    private const long Gigabyte = 1L << 30;
    private static readonly TimeSpan SkewMax = TimeSpan.FromSeconds(2);

    /// <summary>A port on which something shall listen.</summary>
    /// <param name="name">What shall.</param>
    /// <param name="port">Which.</param>
    /// <param name="isFree">Whether this program could listen there.</param>
    /// <param name="health">Who answers there: <c>silo</c> or <c>agent</c>; null: nobody that is known.</param>
    public static Finding Port(string name, int port, bool isFree, string? health) => (isFree, health) switch
    {
        (true, _) => new Finding($"port of the {name}", Verdict.Good, $"{port} is free"),
        (_, not null) when health == name => new Finding($"port of the {name}", Verdict.Good, $"{port}: the {name} answers"),
        _ => new Finding($"port of the {name}", Verdict.Bad, $"{port} is taken{(health is null ? " by another program" : $" by the {health}")}",
            $"end what listens there ('ss -ltnp sport = :{port}' names it), or choose another with --{(name == "agent" ? "agent_port" : "port")}"),
    };

    /// <summary>The cgroups of this machine.</summary>
    /// <param name="version">1, 2, or 0 if there are none.</param>
    /// <param name="controllers">Those that can be used.</param>
    /// <param name="isWritable">Whether this user may make some.</param>
    public static Finding Cgroups(int version, IReadOnlyCollection<string> controllers, bool isWritable)
    {
        const string check = "cgroups";
        if (version == 0)
        {
            return new Finding(check, Verdict.Warning, "none are mounted at /sys/fs/cgroup",
                "without them tasks are not limited: --isolation=posix/cpu,posix/mem works, cgroups/cpu and cgroups/mem do not; mount them for those");
        }

        var needed = version == 1 ? new[] { "cpu", "cpuacct", "memory", "freezer" } : ["cpu", "memory"];
        var missing = needed.Except(controllers).ToList();
        return missing.Count > 0
            ? new Finding(check, Verdict.Warning, $"version {version}, without {string.Join(", ", missing)}",
                version == 1 ? "mount each under /sys/fs/cgroup for --isolation=cgroups/cpu,cgroups/mem"
                    : "write +cpu +memory to cgroup.subtree_control of the root for --isolation=cgroups/cpu,cgroups/mem")
            : isWritable
                ? new Finding(check, Verdict.Good, $"version {version} with {string.Join(", ", needed)}")
                : new Finding(check, Verdict.Warning, $"version {version}, but this user cannot make any",
                    "run the agent as root for --isolation=cgroups/cpu,cgroups/mem");
    }

    /// <summary>What can run containers with an image.</summary>
    /// <param name="docker">The version of the Docker engine that answers; null: none.</param>
    /// <param name="runtimes">The OCI runtimes in the PATH.</param>
    public static Finding Containers(string? docker, IReadOnlyCollection<string> runtimes) => (docker, runtimes.Count) switch
    {
        (not null, _) => new Finding("containers", Verdict.Good, $"Docker {docker} answers"),
        (null, > 0) => new Finding("containers", Verdict.Good, $"no Docker engine answers; {string.Join(", ", runtimes)} can run OCI images"),
        _ => new Finding("containers", Verdict.Warning, "neither does a Docker engine answer, nor is runc or crun in the PATH",
            "tasks with an image cannot run; install docker.io or runc for them ('mesos-external-containerizer check' tells more)"),
    };

    /// <summary>A database.</summary>
    /// <param name="address">Where; without the password.</param>
    /// <param name="problem">Why it cannot be reached; null: it can.</param>
    public static Finding Database(string address, string? problem) => problem is null
        ? new Finding("database", Verdict.Good, $"{address} takes connections")
        : new Finding("database", Verdict.Bad, $"{address} cannot be reached: {problem}",
            "see that PostgreSQL runs there, listens on this address (listen_addresses), and that no firewall is between");

    /// <summary>Whether the clock is kept right.</summary>
    /// <param name="isSynchronized">As the kernel says; null: unknown.</param>
    public static Finding Clock(bool? isSynchronized) => isSynchronized switch
    {
        true => new Finding("clock", Verdict.Good, "it is kept right (NTP)"),
        false => new Finding("clock", Verdict.Warning, "nobody keeps it right", "switch NTP on: timedatectl set-ntp true, or install chrony"),
        null => new Finding("clock", Verdict.Good, "whether it is kept right is not known here"),
    };

    /// <summary>How far this clock is from that of another machine, of which whole seconds are known.</summary>
    /// <param name="who">The other.</param>
    /// <param name="skew">Its time less ours.</param>
    public static Finding Skew(string who, TimeSpan skew) => skew.Duration() <= SkewMax
        ? new Finding("clock skew", Verdict.Good, $"{who} has the same time, as far as can be seen")
        : new Finding("clock skew", Verdict.Bad, string.Create(CultureInfo.InvariantCulture, $"the clock of {who} is {skew.TotalSeconds:+0;-0} s from this one"),
            "keep both right with NTP: time-outs are taken by each machine's own clock, and logs cannot be compared");

    /// <summary>A master that cannot be asked.</summary>
    public static Finding Unreachable(string who, string problem) =>
        new("master", Verdict.Bad, $"{who} does not answer: {problem}", "see that the silo runs there, with an --ip that others reach, and that no firewall is between");

    /// <summary>The room where a program writes.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="free">Bytes free for this user.</param>
    /// <param name="total">Bytes in all.</param>
    /// <param name="isWritable">Whether this user may write there.</param>
    public static Finding Disk(string directory, long free, long total, bool isWritable)
    {
        var says = string.Create(CultureInfo.InvariantCulture, $"{directory}: {free / (double)Gigabyte:0.#} GB free of {total / (double)Gigabyte:0.#} GB");
        return !isWritable ? new Finding("disk", Verdict.Bad, $"{directory} cannot be written by this user", "give it to the user of the program, or choose another --work_dir")
            : free < Gigabyte / 10 ? new Finding("disk", Verdict.Bad, says, "make room, or choose another --work_dir")
            : free < Gigabyte || free * 20 < total ? new Finding("disk", Verdict.Warning, says, "make room: sandboxes are deleted sooner on a full disk (--gc_disk_headroom)")
            : new Finding("disk", Verdict.Good, says);
    }

    /// <summary>How many files a program may have open.</summary>
    /// <param name="soft">The limit; a program may raise it to the hard one.</param>
    /// <param name="hard">The limit that only root raises.</param>
    public static Finding OpenFiles(long soft, long hard) => soft >= FilesMin
        ? new Finding("open files", Verdict.Good, $"up to {soft}")
        : hard >= FilesMin
            ? new Finding("open files", Verdict.Good, $"up to {soft}, which .NET raises to {hard}")
            : new Finding("open files", Verdict.Warning, $"no more than {hard}",
                $"raise it to {FilesMin} at least: LimitNOFILE in the systemd unit, or ulimit -n; each agent, task and connection needs some");

    /// <summary>How many processes a user may have.</summary>
    public static Finding Processes(long soft, long pidMax) => Math.Min(soft, pidMax) is var most && most >= FilesMin
        ? new Finding("processes", Verdict.Good, $"up to {most}")
        : new Finding("processes", Verdict.Warning, $"no more than {most}", "raise LimitNPROC in the systemd unit, or kernel.pid_max: each task is several processes and threads");

    /// <summary>A program of the product.</summary>
    public static Finding Program(string name, string? problem) => problem is null
        ? new Finding("programs", Verdict.Good, $"{name} is there")
        : new Finding("programs", Verdict.Bad, $"{name}: {problem}", "install the product anew, or build it");

    /// <summary>Whether others find this machine by its name.</summary>
    /// <param name="hostname">The name.</param>
    /// <param name="addresses">Where it leads to; null: nowhere.</param>
    /// <param name="isMisleading">Whether all of them are loopback, though others shall come.</param>
    public static Finding Name(string hostname, string? addresses, bool isMisleading) =>
        addresses is null ? new Finding("host name", Verdict.Warning, $"{hostname} leads nowhere", "add it to DNS or /etc/hosts, or give --hostname a name that others know")
        : isMisleading ? new Finding("host name", Verdict.Warning, $"{hostname} leads to {addresses}", "others are told this name: give --hostname one that leads here from them")
        : new Finding("host name", Verdict.Good, $"{hostname} leads to {addresses}");
}
