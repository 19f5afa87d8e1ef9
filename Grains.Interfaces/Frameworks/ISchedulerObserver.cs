using System.Collections.Immutable;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;

namespace MesosOrleans.Frameworks;

/// <summary>The scheduler, as its framework grain reaches it.</summary>
[Alias("mesos.ISchedulerObserver")]
public interface ISchedulerObserver : IGrainObserver
{
    /// <summary>What happened, in order. Everything of an epoch that is not the newest is refused.</summary>
    [Alias("Deliver")]
    Task<Receipt> Deliver(Epoch epoch, Batch<SchedulerEvent> events);

    /// <summary>Answers <see cref="Receipt.Taken"/> if the epoch is the scheduler's newest.</summary>
    [Alias("Ping")]
    Task<Receipt> Ping(Epoch epoch);
}

/// <summary>One thing that a scheduler learns. The SDK hands these to its user.</summary>
[GenerateSerializer, Immutable, Alias("mesos.SchedulerEvent")]
public abstract record SchedulerEvent
{
    private SchedulerEvent()
    {
    }

    /// <summary>The subscription stands. Comes first, and again after each reconnection: offers of before are gone.</summary>
    /// <param name="FrameworkId">To come back with after a restart of the scheduler.</param>
    /// <param name="Again">True after a reconnection.</param>
    [GenerateSerializer, Immutable, Alias("mesos.SchedulerEvent.Subscribed")]
    public sealed record Subscribed([property: Id(0)] FrameworkId FrameworkId, [property: Id(1)] bool Again) : SchedulerEvent;

    /// <summary>Resources that may be used; accept or decline each.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.SchedulerEvent.Offers")]
    public sealed record OffersMade([property: Id(0)] ImmutableArray<Offer> Offers) : SchedulerEvent;

    /// <summary>An offer is gone.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.SchedulerEvent.Rescinded")]
    public sealed record OfferRescinded([property: Id(0)] OfferId OfferId) : SchedulerEvent;

    /// <summary>A task changed; comes again after a reconnection until it is acknowledged.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.SchedulerEvent.Update")]
    public sealed record TaskUpdated([property: Id(0)] StatusUpdate Update) : SchedulerEvent;

    /// <summary>A message of an executor; not reliable.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.SchedulerEvent.Message")]
    public sealed record MessageReceived(
        [property: Id(0)] SlaveId SlaveId, [property: Id(1)] ExecutorId ExecutorId, [property: Id(2)] ImmutableArray<byte> Data) : SchedulerEvent;

    /// <summary>An executor is no more; its tasks are told of by updates of their own.</summary>
    /// <param name="SlaveId">Where it ran.</param>
    /// <param name="ExecutorId">Which.</param>
    /// <param name="Status">As waitpid gave it; -1: unknown.</param>
    [GenerateSerializer, Immutable, Alias("mesos.SchedulerEvent.ExecutorLost")]
    public sealed record ExecutorLost(
        [property: Id(0)] SlaveId SlaveId, [property: Id(1)] ExecutorId ExecutorId, [property: Id(2)] int Status) : SchedulerEvent;

    /// <summary>A slave was removed from the cluster.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.SchedulerEvent.SlaveLost")]
    public sealed record SlaveLost([property: Id(0)] SlaveId SlaveId) : SchedulerEvent;

    /// <summary>The framework is at an end: refused, torn down, or taken over by another scheduler. Nothing follows.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.SchedulerEvent.Error")]
    public sealed record Error([property: Id(0)] string Message) : SchedulerEvent;
}

/// <summary>One thing that a scheduler wants.</summary>
[GenerateSerializer, Immutable, Alias("mesos.SchedulerCall")]
public abstract record SchedulerCall
{
    private SchedulerCall()
    {
    }

    /// <summary>Launch tasks with offers of one slave; no tasks: decline them.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.SchedulerCall.Accept")]
    public sealed record Accept(
        [property: Id(0)] ImmutableArray<OfferId> OfferIds,
        [property: Id(1)] ImmutableArray<TaskInfo> Tasks,
        [property: Id(2)] Filters Filters) : SchedulerCall
    {
        /// <summary>For each of the tasks whose ID others had before: their ends, the newest last. A framework grain that is new has not heard of them.</summary>
        [Id(3)]
        public ImmutableArray<FormerEnd> FormerEnds { get; init; } = [];
    }

    /// <summary>End a task. The slave, if known, can answer for tasks that the framework grain does not know.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.SchedulerCall.Kill")]
    public sealed record Kill([property: Id(0)] TaskId TaskId, [property: Id(1)] SlaveId? SlaveId) : SchedulerCall;

    /// <summary>An update has arrived and was dealt with.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.SchedulerCall.Acknowledge")]
    public sealed record Acknowledge(
        [property: Id(0)] TaskId TaskId, [property: Id(1)] SlaveId? SlaveId, [property: Id(2)] Guid Uuid) : SchedulerCall;

    /// <summary>Tell the state of these tasks; none given: of all.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.SchedulerCall.Reconcile")]
    public sealed record Reconcile([property: Id(0)] ImmutableArray<TaskStatus> Tasks) : SchedulerCall;

    /// <summary>Forget all filters.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.SchedulerCall.Revive")]
    public sealed record Revive : SchedulerCall;

    /// <summary>Something for an executor; not reliable.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.SchedulerCall.Message")]
    public sealed record Message(
        [property: Id(0)] SlaveId SlaveId, [property: Id(1)] ExecutorId ExecutorId, [property: Id(2)] ImmutableArray<byte> Data) : SchedulerCall;

    /// <summary>End an executor, and with it its tasks.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.SchedulerCall.ShutdownExecutor")]
    public sealed record ShutdownExecutor([property: Id(0)] SlaveId SlaveId, [property: Id(1)] ExecutorId ExecutorId) : SchedulerCall;

    /// <summary>Offer nothing until the scheduler subscribes again; its tasks go on (mesos.internal.DeactivateFrameworkMessage).</summary>
    [GenerateSerializer, Immutable, Alias("mesos.SchedulerCall.Deactivate")]
    public sealed record Deactivate : SchedulerCall;

    /// <summary>What the framework would like to be offered. It is noted and changes nothing, as in Mesos (rule 7.11).</summary>
    [GenerateSerializer, Immutable, Alias("mesos.SchedulerCall.Request")]
    public sealed record Request([property: Id(0)] ImmutableArray<ResourceRequest> Requests) : SchedulerCall;
}
