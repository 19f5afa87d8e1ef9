using System.Collections.Immutable;
using MesosOrleans.Values;
using MesosOrleans.Wire;

namespace MesosOrleans.Protocol;

/// <summary>A program that runs tasks of one framework on one slave (mesos.ExecutorInfo).</summary>
[GenerateSerializer, Immutable, Alias("mesos.ExecutorInfo"), Message]
public sealed record ExecutorInfo
{
    /// <summary>Names it within its framework and slave.</summary>
    [Id(1)]
    public required ExecutorId ExecutorId { get; init; }

    /// <summary>Whose it is; filled in by the masters when null.</summary>
    [Id(8)]
    public FrameworkId? FrameworkId { get; init; }

    /// <summary>What starts it.</summary>
    [Id(7)]
    public required CommandInfo Command { get; init; }

    /// <summary>What it uses itself, beside its tasks.</summary>
    [Id(5)]
    public Resources Resources { get; init; } = Resources.Empty;

    /// <summary>Shown to people.</summary>
    [Id(9)]
    public string Name { get; init; } = "";

    /// <summary>Where it comes from, for those who group usage by it.</summary>
    [Id(10)]
    public string Source { get; init; } = "";

    /// <summary>For the executor; the masters do not look into it.</summary>
    [Id(4)]
    public ImmutableArray<byte> Data { get; init; } = [];

    /// <summary>The container that it shall run in; null without one (since Mesos 0.20).</summary>
    [Id(11)]
    public ContainerInfo? Container { get; init; }

    /// <summary>How long it may take to end when it is told to; null for the agent's <c>--executor_shutdown_grace_period</c> (since Mesos 1.0).</summary>
    [Id(13)]
    public TimeSpan? ShutdownGracePeriod { get; init; }

    /// <summary>Marks for people and tools (since Mesos 0.23).</summary>
    [Id(14), Wire(Wraps = "labels")]
    public ImmutableArray<Label> Labels { get; init; } = [];
}
