using System.Collections.Immutable;
using MesosOrleans.Values;
using MesosOrleans.Wire;

namespace MesosOrleans.Protocol;

/// <summary>A task as its scheduler asks for it (mesos.TaskInfo): a command, or something for an executor.</summary>
[GenerateSerializer, Immutable, Alias("mesos.TaskInfo"), Message]
public sealed record TaskInfo
{
    /// <summary>Shown to people.</summary>
    [Id(1)]
    public required string Name { get; init; }

    /// <summary>Unique among the framework's unfinished tasks.</summary>
    [Id(2)]
    public required TaskId TaskId { get; init; }

    /// <summary>The slave of the offer that it is launched with.</summary>
    [Id(3)]
    public required SlaveId SlaveId { get; init; }

    /// <summary>What it uses; contained in the offer.</summary>
    [Id(4)]
    public required Resources Resources { get; init; }

    /// <summary>The executor that shall run it; null for a command task.</summary>
    [Id(5)]
    public ExecutorInfo? Executor { get; init; }

    /// <summary>The command; null for a task of an executor.</summary>
    [Id(7)]
    public CommandInfo? Command { get; init; }

    /// <summary>For the executor; the masters do not look into it.</summary>
    [Id(6)]
    public ImmutableArray<byte> Data { get; init; } = [];

    /// <summary>Tells whether the task is well; null without one (since Mesos 0.20; 0.19 has it in the command).</summary>
    [Id(8)]
    public HealthCheck? HealthCheck { get; init; }

    /// <summary>The container that a command task shall run in; null without one (since Mesos 0.20).</summary>
    [Id(9)]
    public ContainerInfo? Container { get; init; }

    /// <summary>Marks for people and tools (since Mesos 0.22).</summary>
    [Id(10), Wire(Wraps = "labels")]
    public ImmutableArray<Label> Labels { get; init; } = [];

    /// <summary>How it is to be killed; null for the executor's habit (since Mesos 0.29).</summary>
    [Id(12)]
    public KillPolicy? KillPolicy { get; init; }
}

/// <summary>How a task is to be killed (mesos.KillPolicy).</summary>
[GenerateSerializer, Immutable, Alias("mesos.KillPolicy"), Message]
public sealed record KillPolicy
{
    /// <summary>From the request to end to the end by force; null for the executor's habit.</summary>
    [Id(1)]
    public TimeSpan? GracePeriod { get; init; }
}
