using System.Collections.Immutable;
using MesosOrleans.Wire;

namespace MesosOrleans.Protocol;

/// <summary>The container that a task or executor asks for, in the form that Mesos has since 0.20 (mesos.ContainerInfo).</summary>
[GenerateSerializer, Immutable, Alias("mesos.ContainerInfo"), Message]
public sealed record ContainerInfo
{
    /// <summary>Who shall make it.</summary>
    [Id(1)]
    public required ContainerType Type { get; init; }

    /// <summary>Directories of the host inside of it.</summary>
    [Id(2)]
    public ImmutableArray<Volume> Volumes { get; init; } = [];

    /// <summary>What only Docker knows; null for another kind.</summary>
    [Id(3)]
    public DockerInfo? Docker { get; init; }

    /// <summary>Its host name; null for the containerizer's choice.</summary>
    [Id(4)]
    public string? Hostname { get; init; }

    /// <summary>The message as it came in protobuf, with the fields that are unknown here; empty if it did not.</summary>
    [Id(100), Wire(Raw = true)]
    public ImmutableArray<byte> Raw { get; init; } = [];
}

/// <summary>Kinds of containers (mesos.ContainerInfo.Type).</summary>
[WireEnum]
public enum ContainerType
{
    /// <summary>Docker's.</summary>
    Docker = 1,

    /// <summary>The agent's own.</summary>
    Mesos = 2,
}

/// <summary>A directory inside a container (mesos.Volume).</summary>
[GenerateSerializer, Immutable, Alias("mesos.Volume"), Message]
public sealed record Volume
{
    /// <summary>Where it is in the container.</summary>
    [Id(1)]
    public required string ContainerPath { get; init; }

    /// <summary>Where it is on the host, relative paths to the sandbox; null for a new one.</summary>
    [Id(2)]
    public string? HostPath { get; init; }

    /// <summary>Whether the container may write.</summary>
    [Id(3)]
    public required VolumeMode Mode { get; init; }
}

/// <summary>What may be done in a volume (mesos.Volume.Mode).</summary>
[WireEnum]
public enum VolumeMode
{
    /// <summary>Read and write.</summary>
    Rw = 1,

    /// <summary>Read.</summary>
    Ro = 2,
}

/// <summary>What only Docker knows of a container (mesos.ContainerInfo.DockerInfo).</summary>
[GenerateSerializer, Immutable, Alias("mesos.ContainerInfo.DockerInfo"), Message]
public sealed record DockerInfo
{
    /// <summary>The image's name.</summary>
    [Id(1)]
    public required string Image { get; init; }

    /// <summary>The network that it joins.</summary>
    [Id(2)]
    public DockerNetwork Network { get; init; } = DockerNetwork.Host;

    /// <summary>Ports of the host that lead to it.</summary>
    [Id(3)]
    public ImmutableArray<PortMapping> PortMappings { get; init; } = [];

    /// <summary>True for all rights on the host.</summary>
    [Id(4), Wire(ZeroByDefault = true)]
    public bool Privileged { get; init; }

    /// <summary>Further options of Docker.</summary>
    [Id(5)]
    public ImmutableArray<Parameter> Parameters { get; init; } = [];

    /// <summary>True to pull the image even if it is there.</summary>
    [Id(6)]
    public bool? ForcePullImage { get; init; }
}

/// <summary>Networks of Docker (mesos.ContainerInfo.DockerInfo.Network).</summary>
[WireEnum]
public enum DockerNetwork
{
    /// <summary>The host's.</summary>
    Host = 1,

    /// <summary>Docker's bridge.</summary>
    Bridge = 2,

    /// <summary>None.</summary>
    None = 3,

    /// <summary>One that the user made.</summary>
    User = 4,
}

/// <summary>A port of the host that leads to a container (mesos.ContainerInfo.DockerInfo.PortMapping).</summary>
[GenerateSerializer, Immutable, Alias("mesos.ContainerInfo.DockerInfo.PortMapping"), Message]
public sealed record PortMapping
{
    /// <summary>The host's.</summary>
    [Id(1)]
    public required uint HostPort { get; init; }

    /// <summary>The container's.</summary>
    [Id(2)]
    public required uint ContainerPort { get; init; }

    /// <summary><c>tcp</c> or <c>udp</c>; null means <c>tcp</c>.</summary>
    [Id(3)]
    public string? Protocol { get; init; }
}

/// <summary>A named text (mesos.Parameter).</summary>
[GenerateSerializer, Immutable, Alias("mesos.Parameter"), Message]
public sealed record Parameter([property: Id(1)] string Key, [property: Id(2)] string Value);

/// <summary>A mark for people and tools (mesos.Label); the value may be missing.</summary>
[GenerateSerializer, Immutable, Alias("mesos.Label"), Message]
public sealed record Label([property: Id(1)] string Key, [property: Id(2)] string? Value);
