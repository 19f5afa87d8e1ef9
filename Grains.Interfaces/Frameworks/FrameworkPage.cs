using System.Collections.Immutable;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Frameworks;

/// <summary>A part of what there is to say of a framework (<see cref="IFrameworkGrain.ReadPages"/>).</summary>
[GenerateSerializer, Immutable, Alias("mesos.FrameworkPage")]
public sealed record FrameworkPage
{
    /// <summary>In the first page: the framework, without its tasks and offers. Null in the others.</summary>
    [Id(0)]
    public FrameworkView? Framework { get; init; }

    /// <summary>In the first page: what its unfinished tasks and its offers are together.</summary>
    [Id(1)]
    public Resources Held { get; init; } = Resources.Empty;

    /// <summary>Finished tasks, oldest first.</summary>
    [Id(2)]
    public ImmutableArray<TaskSummary> CompletedTasks { get; init; } = [];

    /// <summary>Outstanding offers.</summary>
    [Id(3)]
    public ImmutableArray<Offer> Offers { get; init; } = [];

    /// <summary>Unfinished tasks.</summary>
    [Id(4)]
    public ImmutableArray<TaskSummary> Tasks { get; init; } = [];
}
