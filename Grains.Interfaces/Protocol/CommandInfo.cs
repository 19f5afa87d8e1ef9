using System.Collections.Immutable;
using MesosOrleans.Wire;

namespace MesosOrleans.Protocol;

/// <summary>A command for <c>/bin/sh -c</c> and what it finds when it starts (mesos.CommandInfo).</summary>
[GenerateSerializer, Immutable, Alias("mesos.CommandInfo"), Message]
public sealed record CommandInfo
{
    /// <summary>The shell command; without <see cref="Shell"/> the program's path.</summary>
    [Id(3)]
    public required string Value { get; init; }

    /// <summary>What is fetched into the sandbox before the command starts (section 17 of the rules).</summary>
    [Id(1)]
    public ImmutableArray<CommandUri> Uris { get; init; } = [];

    /// <summary>Added to the executor's environment, overriding what is there (rule 15.1).</summary>
    [Id(2), Wire(Wraps = "variables")]
    public ImmutableArray<EnvironmentVariable> Environment { get; init; } = [];

    /// <summary>The image that an external containerizer shall run it in, as Mesos 0.19 has it; null without one.</summary>
    [Id(4), Wire(V1 = WireAttribute.Absent)]
    public CommandContainerInfo? Container { get; init; }

    /// <summary>The user that it runs as; null means the framework's.</summary>
    [Id(5)]
    public string? User { get; init; }

    /// <summary>Tells whether what it started is well, as Mesos 0.19 has it; see <see cref="TaskInfo.HealthCheck"/>.</summary>
    [Id(6), Wire(V1 = WireAttribute.Absent)]
    public HealthCheck? HealthCheck { get; init; }

    /// <summary>False to execute <see cref="Value"/> with <see cref="Arguments"/> without a shell (since Mesos 0.20).</summary>
    [Id(106), Wire(V1 = 6)]
    public bool Shell { get; init; } = true;

    /// <summary>The arguments without a shell, the program's own name first (since Mesos 0.20).</summary>
    [Id(107), Wire(V1 = 7)]
    public ImmutableArray<string> Arguments { get; init; } = [];
}

/// <summary>One thing to fetch (mesos.CommandInfo.URI).</summary>
[GenerateSerializer, Immutable, Alias("mesos.CommandInfo.URI"), Message]
public sealed record CommandUri
{
    /// <summary>A URI, a path, or a path relative to <c>--frameworks_home</c>.</summary>
    [Id(1)]
    public required string Value { get; init; }

    /// <summary>True to mark it executable, and not to extract it; null if the framework does not say.</summary>
    [Id(2)]
    public bool? Executable { get; init; }

    /// <summary>False to leave an archive as it is.</summary>
    [Id(3)]
    public bool Extract { get; init; } = true;
}

/// <summary>The image of a container in the form of Mesos 0.19 (mesos.CommandInfo.ContainerInfo).</summary>
[GenerateSerializer, Immutable, Alias("mesos.CommandInfo.ContainerInfo"), Message]
public sealed record CommandContainerInfo
{
    /// <summary>A URI such as <c>docker:///ubuntu:14.04</c>.</summary>
    [Id(1)]
    public required string Image { get; init; }

    /// <summary>For the containerizer, which alone knows what they mean.</summary>
    [Id(2)]
    public ImmutableArray<string> Options { get; init; } = [];

    /// <summary>The message as it came in protobuf, with the fields that are unknown here; empty if it did not.</summary>
    [Id(100), Wire(Raw = true)]
    public ImmutableArray<byte> Raw { get; init; } = [];
}

/// <summary>One environment variable (mesos.Environment.Variable).</summary>
[GenerateSerializer, Immutable, Alias("mesos.Environment.Variable"), Message]
public sealed record EnvironmentVariable([property: Id(1)] string Name, [property: Id(2)] string Value)
{
    /// <summary>Where the value comes from (since Mesos 1.2).</summary>
    [Id(103), Wire(V1 = 3)]
    public EnvironmentVariableType Type { get; init; } = EnvironmentVariableType.Value;
}

/// <summary>Where an environment variable's value comes from (mesos.Environment.Variable.Type).</summary>
[WireEnum]
public enum EnvironmentVariableType
{
    /// <summary>A kind that this version does not know.</summary>
    Unknown = 0,

    /// <summary>It is given.</summary>
    Value = 1,

    /// <summary>A secret's store has it; there is none here.</summary>
    Secret = 2,
}
