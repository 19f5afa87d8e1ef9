using System.Collections.Immutable;
using MesosOrleans.Values;

namespace MesosOrleans.Protocol;

/// <summary>A task as its scheduler asks for it (mesos.TaskInfo): a command, or something for an executor.</summary>
[GenerateSerializer, Immutable, Alias("mesos.TaskInfo")]
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
}
