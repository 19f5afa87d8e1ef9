using MesosOrleans.Values;

namespace MesosOrleans.Protocol;

/// <summary>A program that runs tasks of one framework on one slave (mesos.ExecutorInfo).</summary>
[GenerateSerializer, Immutable, Alias("mesos.ExecutorInfo")]
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
}
