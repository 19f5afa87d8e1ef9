using System.Collections.Immutable;

namespace MesosOrleans.ExternalContainerizer;

/// <summary>Who runs the containers.</summary>
internal enum BackendKind
{
    /// <summary>Docker's engine, through its socket.</summary>
    Docker,

    /// <summary>A program with the command line of runc.</summary>
    Oci,
}

/// <summary>
/// How the program shall work: flags before the command (<c>--containerizer_path="/…/mesos-external-containerizer --backend=oci"</c>), else variables
/// <c>CONTAINERIZER_NAME</c>, which the agent hands down from its own environment, else what is found. With it what the agent says in each call's environment (rule 18.7).
/// </summary>
internal sealed record Settings
{
    private const string Prefix = "CONTAINERIZER_";

    public static readonly ImmutableArray<(string Name, string Meaning)> Flags =
    [
        ("backend", "docker or oci; without it Docker if its socket is there, else oci"),
        ("docker_socket", "Docker's socket; without it that of DOCKER_HOST, else /var/run/docker.sock"),
        ("runtime", "the OCI runtime: a path, or a name in PATH; without it runc, else crun"),
        ("images", "folder of the OCI backend's images: each a root filesystem or an image layout, found by its name (default /var/lib/mesos/images)"),
        ("cpu_quota", "true to make the CPUs of a container a limit, not only a share"),
    ];

    /// <summary>Null for what is found.</summary>
    public BackendKind? Backend { get; init; }

    /// <summary>Docker if its socket is there: a restarted engine leaves it, so the answer does not change with its moods.</summary>
    public BackendKind ChosenBackend => Backend ?? (Path.Exists(DockerSocket) ? BackendKind.Docker : BackendKind.Oci);

    public string DockerSocket { get; init; } = "/var/run/docker.sock";

    /// <summary>Null for what is found.</summary>
    public string? Runtime { get; init; }

    public string Images { get; init; } = "/var/lib/mesos/images";

    public bool CpuQuota { get; init; }

    /// <summary>The agent's work directory: what tells its containers from those of another agent of this machine.</summary>
    public string WorkDirectory { get; init; } = "";

    /// <summary>Where <c>mesos-executor</c> and <c>mesos-fetcher</c> are.</summary>
    public string LibexecDirectory { get; init; } = "";

    public string? DefaultImage { get; init; }

    /// <summary>The flags as they were given, for the processes that this one starts.</summary>
    public ImmutableArray<string> Given { get; init; } = [];

    /// <summary>Reads the flags that stand before the command, and the variables.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="variable">The value of a variable, or null.</param>
    /// <param name="rest">The command and what follows it.</param>
    /// <exception cref="ContainerizerException">A flag is unknown or malformed.</exception>
    public static Settings Read(IReadOnlyList<string> args, Func<string, string?> variable, out IReadOnlyList<string> rest)
    {
        var given = args.TakeWhile(word => word.StartsWith("--", StringComparison.Ordinal) && word is not ("--help" or "--version")).ToImmutableArray();
        rest = [.. args.Skip(given.Length)];
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, _) in Flags)
        {
            if (variable(Prefix + name.ToUpperInvariant()) is { Length: > 0 } value) values[name] = value;
        }

        foreach (var word in given)
        {
            var (name, value) = word[2..].Split('=', 2) is [var before, var after] ? (before, after) : (word[2..], "true");
            if (!Flags.Any(flag => flag.Name == name))
                throw new ContainerizerException($"--{name} is unknown; known are {string.Join(", ", Flags.Select(flag => "--" + flag.Name))}");
            values[name] = value;
        }

        var fallback = new Settings();
        return new Settings
        {
            Backend = values.TryGetValue("backend", out var backend) ? BackendOf(backend) : null,
            DockerSocket = values.GetValueOrDefault("docker_socket") ?? OfDockerHost(variable("DOCKER_HOST")) ?? fallback.DockerSocket,
            Runtime = values.GetValueOrDefault("runtime"),
            Images = values.GetValueOrDefault("images") ?? fallback.Images,
            CpuQuota = values.TryGetValue("cpu_quota", out var quota) && Boolean("cpu_quota", quota),
            WorkDirectory = variable("MESOS_WORK_DIRECTORY") ?? "",
            LibexecDirectory = variable("MESOS_LIBEXEC_DIRECTORY") ?? "",
            DefaultImage = variable("MESOS_DEFAULT_CONTAINER_IMAGE") is { Length: > 0 } image ? image : null,
            Given = given,
        };
    }

    private static BackendKind BackendOf(string text) => text switch
    {
        "docker" => BackendKind.Docker,
        "oci" => BackendKind.Oci,
        _ => throw new ContainerizerException($"--backend={text}: expected docker or oci"),
    };

    private static string? OfDockerHost(string? host) => host switch
    {
        null or "" => null,
        _ when host.StartsWith("unix://", StringComparison.Ordinal) => host["unix://".Length..],
        _ => throw new ContainerizerException($"DOCKER_HOST={host}: the engine must be on this machine; expected unix:///PATH"),
    };

    private static bool Boolean(string name, string text) => text switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw new ContainerizerException($"--{name}={text}: expected true or false"),
    };
}
