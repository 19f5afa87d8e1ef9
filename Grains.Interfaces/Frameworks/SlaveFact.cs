using System.Collections.Immutable;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;

namespace MesosOrleans.Frameworks;

/// <summary>One thing that a slave tells a framework.</summary>
[GenerateSerializer, Immutable, Alias("mesos.SlaveFact")]
public abstract record SlaveFact
{
    private SlaveFact()
    {
    }

    /// <summary>Resources that the framework may use.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.SlaveFact.Offered")]
    public sealed record Offered([property: Id(0)] Offer Offer) : SlaveFact;

    /// <summary>An offer ended without the framework's doing.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.SlaveFact.Rescinded")]
    public sealed record Rescinded([property: Id(0)] OfferId OfferId) : SlaveFact;

    /// <summary>All offers of the framework that are still out under this epoch of the slave. One that the framework does not know was told to an activation of it that counts no more, and one that it knows beside them was made by an activation of the slave that counts no more.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.SlaveFact.OffersStand")]
    public sealed record OffersStand([property: Id(0)] Epoch SlaveEpoch, [property: Id(1)] ImmutableArray<OfferId> OfferIds) : SlaveFact;

    /// <summary>A task changed.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.SlaveFact.TaskUpdated")]
    public sealed record TaskUpdated([property: Id(0)] StatusUpdate Update) : SlaveFact;

    /// <summary>A task was sent under this epoch of the slave and did not come to be. It says nothing of a task that was sent under the same ID since.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.SlaveFact.LaunchRefused")]
    public sealed record LaunchRefused([property: Id(0)] Epoch SlaveEpoch, [property: Id(1)] StatusUpdate Update) : SlaveFact;

    /// <summary>All tasks of the framework that the slave knows under this epoch, with the updates that were not acknowledged. A task that was sent under an older epoch and is missing here is lost.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.SlaveFact.TasksListed")]
    public sealed record TasksListed(
        [property: Id(0)] Epoch SlaveEpoch,
        [property: Id(1)] ImmutableArray<TaskSummary> Tasks,
        [property: Id(2)] ImmutableArray<StatusUpdate> Pending) : SlaveFact;

    /// <summary>Tasks of the framework that have ended on the slave and were acknowledged, oldest first: what the masters knew of them may be lost.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.SlaveFact.History")]
    public sealed record History([property: Id(0)] ImmutableArray<TaskSummary> Tasks) : SlaveFact;

    /// <summary>The slave was removed from the cluster; its tasks are lost.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.SlaveFact.SlaveLost")]
    public sealed record SlaveLost([property: Id(0)] string Hostname) : SlaveFact;

    /// <summary>Something that an executor says; not reliable.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.SlaveFact.Message")]
    public sealed record Message([property: Id(0)] ExecutorId ExecutorId, [property: Id(1)] ImmutableArray<byte> Data) : SlaveFact;

    /// <summary>An executor is no more.</summary>
    /// <param name="ExecutorId">Which.</param>
    /// <param name="Status">As waitpid gave it; -1: unknown.</param>
    [GenerateSerializer, Immutable, Alias("mesos.SlaveFact.ExecutorLost")]
    public sealed record ExecutorLost([property: Id(0)] ExecutorId ExecutorId, [property: Id(1)] int Status) : SlaveFact;
}
