using System.Collections.Immutable;

namespace MesosOrleans.Protocol;

/// <summary>A command for <c>/bin/sh -c</c> and what it finds when it starts (mesos.CommandInfo).</summary>
[GenerateSerializer, Immutable, Alias("mesos.CommandInfo")]
public sealed record CommandInfo
{
    /// <summary>The shell command.</summary>
    [Id(3)]
    public required string Value { get; init; }

    /// <summary>Added to the executor's environment, overriding what is there (rule 15.1).</summary>
    [Id(2)]
    public ImmutableArray<EnvironmentVariable> Environment { get; init; } = [];

    /// <summary>The user that it runs as; null means the framework's.</summary>
    [Id(5)]
    public string? User { get; init; }
}

/// <summary>One environment variable (mesos.Environment.Variable).</summary>
[GenerateSerializer, Immutable, Alias("mesos.Environment.Variable")]
public sealed record EnvironmentVariable([property: Id(1)] string Name, [property: Id(2)] string Value);
