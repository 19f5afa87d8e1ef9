using System.Collections.Immutable;

namespace MesosOrleans.ExternalContainerizer.Plans;

/// <summary>A container as it shall be, in no backend's words.</summary>
internal sealed record ContainerPlan
{
    /// <summary>Where the sandbox is inside of each container, as Mesos has it since 0.20.</summary>
    public const string Sandbox = "/mnt/mesos/sandbox";

    public required string Id { get; init; }

    /// <summary>Full path of the sandbox on this machine.</summary>
    public required string Directory { get; init; }

    public required ImageName Image { get; init; }

    /// <summary>True to fetch the image even if it is there.</summary>
    public bool ForcePull { get; init; }

    /// <summary>What stands before the arguments; null for what the image says.</summary>
    public ImmutableArray<string>? Entrypoint { get; init; }

    /// <summary>None: what the image says, unless there is an entrypoint.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>Each name once, over those of the image.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>A user of the image, as <c>user</c>, <c>uid</c>, <c>user:group</c> or <c>uid:gid</c>; null for what the image says.</summary>
    public string? User { get; init; }

    public string WorkingDirectory { get; init; } = Sandbox;

    public string? Hostname { get; init; }

    public ImmutableArray<VolumeMount> Volumes { get; init; } = [];

    /// <summary><c>host</c>, <c>none</c>, <c>bridge</c> or what else a backend knows; null for the backend's own choice.</summary>
    public string? Network { get; init; }

    public ImmutableArray<PublishedPort> Ports { get; init; } = [];

    /// <summary>The task's ports, which those are given to that the image exposes, unless ports were mapped.</summary>
    public ImmutableArray<int> OwnPorts { get; init; } = [];

    public bool Privileged { get; init; }

    public DockerOnly Docker { get; init; } = new();

    public required ContainerLimits Limits { get; init; }

    /// <summary>What finds it again after a restart of anything.</summary>
    public required ImmutableSortedDictionary<string, string> Labels { get; init; }

    /// <summary>True for a command task: a <c>mesos-executor</c> on this machine watches it and speaks for it (rule 18.10).</summary>
    public required bool IsWatched { get; init; }
}

/// <summary>A directory of this machine inside the container; without a source a new one.</summary>
internal sealed record VolumeMount(string? Source, string Target, bool IsReadOnly = false);

/// <summary>A port of this machine that leads to one of the container.</summary>
internal sealed record PublishedPort(int HostPort, int ContainerPort, string Protocol = "tcp", string HostAddress = "");

/// <summary>Options of <c>docker run</c> that other backends do not have.</summary>
internal sealed record DockerOnly
{
    public ImmutableArray<string> CapAdd { get; init; } = [];

    public ImmutableArray<string> CapDrop { get; init; } = [];

    public ImmutableArray<string> Devices { get; init; } = [];

    public ImmutableArray<string> Dns { get; init; } = [];

    public ImmutableArray<string> DnsSearch { get; init; } = [];

    public ImmutableArray<string> ExtraHosts { get; init; } = [];

    public ImmutableArray<string> Links { get; init; } = [];

    public ImmutableArray<string> VolumesFrom { get; init; } = [];

    public ImmutableArray<string> SecurityOptions { get; init; } = [];

    /// <summary>The first that says something; null if none does. For backends that have none of them.</summary>
    public string? Any =>
        CapAdd.Length > 0 ? "cap-add"
        : CapDrop.Length > 0 ? "cap-drop"
        : Devices.Length > 0 ? "device"
        : Dns.Length > 0 ? "dns"
        : DnsSearch.Length > 0 ? "dns-search"
        : ExtraHosts.Length > 0 ? "add-host"
        : Links.Length > 0 ? "link"
        : VolumesFrom.Length > 0 ? "volumes-from"
        : SecurityOptions.Length > 0 ? "security-opt"
        : null;
}
