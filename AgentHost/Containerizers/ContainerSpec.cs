using System.Collections.Immutable;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.AgentHost.Containerizers;

/// <summary>What to start.</summary>
internal sealed record ContainerSpec
{
    /// <summary>A UUID.</summary>
    public required ContainerId Id { get; init; }

    public required FrameworkId FrameworkId { get; init; }

    public required ExecutorId ExecutorId { get; init; }

    /// <summary>Of the executor; shown with the container's usage.</summary>
    public string ExecutorName { get; init; } = "";

    /// <summary>Of the executor; shown with the container's usage.</summary>
    public string Source { get; init; } = "";

    /// <summary>For <c>/bin/sh -c</c>; with <see cref="Arguments"/> the program.</summary>
    public required string Command { get; init; }

    /// <summary>The arguments of a program that is executed without a shell, its own name first; null for a shell command.</summary>
    public ImmutableArray<string>? Arguments { get; init; }

    /// <summary>Fetched into the sandbox before the command starts.</summary>
    public ImmutableArray<CommandUri> Uris { get; init; } = [];

    /// <summary>Full path of the sandbox: it starts there, and there are its <c>stdout</c> and <c>stderr</c>.</summary>
    public required string Directory { get; init; }

    /// <summary>All variables.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Who it runs as; null is the agent's own user.</summary>
    public string? User { get; init; }

    /// <summary>What it may use at first.</summary>
    public required Resources Resources { get; init; }

    /// <summary>What the framework asks of the container itself, for isolators that know it; null for nothing.</summary>
    public ContainerInfo? Container { get; init; }

    /// <summary>The image that the command asks for, as Mesos 0.19 has it; null for none.</summary>
    public CommandContainerInfo? CommandContainer { get; init; }

    /// <summary>What an external program is told; null on an agent without one.</summary>
    public External.ExternalRequest? External { get; init; }

    /// <summary>Whether it outlives the agent. Needs a <see cref="RunDirectory"/>.</summary>
    public bool Checkpoint { get; init; }

    /// <summary>Full path of an existing directory (the run's below <c>meta/</c>) where a restarted agent finds it again.</summary>
    public string? RunDirectory { get; init; }

    /// <summary>How long it goes on without an agent, if it outlives it.</summary>
    public TimeSpan RecoveryTimeout { get; init; }
}
