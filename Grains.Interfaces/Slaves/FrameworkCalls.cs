using System.Collections.Immutable;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;

namespace MesosOrleans.Slaves;

/// <summary>What a framework grain sends to one slave.</summary>
/// <param name="Framework">With its ID.</param>
/// <param name="Epoch">The framework's session; its number is ordered.</param>
/// <param name="Calls">In order.</param>
[GenerateSerializer, Immutable, Alias("mesos.FrameworkSubmission")]
public sealed record FrameworkSubmission(
    [property: Id(0)] FrameworkInfo Framework, [property: Id(1)] Epoch Epoch, [property: Id(2)] Batch<FrameworkCall> Calls);

/// <summary>One thing that a framework wants of a slave.</summary>
[GenerateSerializer, Immutable, Alias("mesos.FrameworkCall")]
public abstract record FrameworkCall
{
    private FrameworkCall()
    {
    }

    /// <summary>Launch tasks with these offers; no tasks: decline them. What is left over is filtered.</summary>
    /// <param name="SlaveEpoch">The slave's session that the offers belong to.</param>
    /// <param name="OfferIds">All on this slave.</param>
    /// <param name="Tasks">Already recorded by the framework grain.</param>
    /// <param name="Filters">Null: give it back without any filter.</param>
    /// <param name="Revives">The framework's count of revives: a filter of before the newest one does not hold, however late it arrives.</param>
    [GenerateSerializer, Immutable, Alias("mesos.FrameworkCall.Accept")]
    public sealed record Accept(
        [property: Id(0)] Epoch SlaveEpoch,
        [property: Id(1)] ImmutableArray<OfferId> OfferIds,
        [property: Id(2)] ImmutableArray<TaskInfo> Tasks,
        [property: Id(3)] Filters? Filters,
        [property: Id(4)] long Revives = 0) : FrameworkCall;

    /// <summary>End a task.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.FrameworkCall.Kill")]
    public sealed record Kill([property: Id(0)] TaskId TaskId) : FrameworkCall;

    /// <summary>The scheduler has this update.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.FrameworkCall.Acknowledge")]
    public sealed record Acknowledge([property: Id(0)] TaskId TaskId, [property: Id(1)] Guid Uuid) : FrameworkCall;

    /// <summary>Tell all that is known of the framework's tasks (<see cref="Frameworks.SlaveFact.TasksListed"/>).</summary>
    /// <param name="KeepsOffers">False, at a new subscription, which knows none: its offers are given back.</param>
    [GenerateSerializer, Immutable, Alias("mesos.FrameworkCall.ListTasks")]
    public sealed record ListTasks([property: Id(0)] bool KeepsOffers = false) : FrameworkCall;

    /// <summary>The framework is gone.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.FrameworkCall.Shutdown")]
    public sealed record Shutdown : FrameworkCall;

    /// <summary>Something for an executor; not reliable.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.FrameworkCall.Message")]
    public sealed record Message([property: Id(0)] ExecutorId ExecutorId, [property: Id(1)] ImmutableArray<byte> Data) : FrameworkCall;

    /// <summary>End an executor, and with it its tasks.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.FrameworkCall.ShutdownExecutor")]
    public sealed record ShutdownExecutor([property: Id(0)] ExecutorId ExecutorId) : FrameworkCall;
}
