using System.Collections.Immutable;
using MesosOrleans.Allocation;
using MesosOrleans.Authentication;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using MesosOrleans.Tasks;

namespace MesosOrleans.Frameworks;

/// <summary>One framework, keyed by its ID: its subscription, the index of its offers, its unfinished tasks and some finished ones.</summary>
[Alias("mesos.IFrameworkGrain")]
public interface IFrameworkGrain : IGrainWithStringKey
{
    /// <summary>A scheduler subscribes; the former one, if any, is cut off. Offers of before are gone; updates that were not acknowledged come again.</summary>
    [Alias("Subscribe"), CallableBy(Callers.Frameworks)]
    Task<SubscribeAnswer> Subscribe(SchedulerSubscription subscription, ISchedulerObserver scheduler);

    /// <summary>What the scheduler wants, in order.</summary>
    [Alias("Submit"), CallableBy(Callers.Frameworks)]
    Task<Receipt> Submit(Epoch epoch, Batch<SchedulerCall> calls);

    /// <summary>Asked by a scheduler that has heard nothing for a while.</summary>
    [Alias("Confirm"), CallableBy(Callers.Frameworks)]
    Task<Receipt> Confirm(Epoch epoch);

    /// <summary>Ends the framework: its tasks are ended everywhere, without updates. Ends when it is on record.</summary>
    [Alias("Teardown"), CallableBy(Callers.Frameworks)]
    Task<Receipt> Teardown(Epoch epoch);

    /// <summary>What a slave tells, in order. <see cref="Receipt.Gone"/>: there is no such framework any more.</summary>
    /// <param name="slave">Which.</param>
    /// <param name="epoch">The newest of the framework's epochs that the slave has seen: an activation that has given no such one was taken over from, takes nothing and ends.</param>
    /// <param name="facts">In order.</param>
    [Alias("Report")]
    Task<Receipt> Report(SlaveId slave, long epoch, Batch<SlaveFact> facts);

    /// <summary>Activates the grain after a recovery or the loss of a silo, so that it judges its deadlines and asks the slaves of its tasks, though nobody else calls it.</summary>
    [Alias("Wake")]
    Task Wake();

    /// <summary>Does nothing, but is there: an activation that finds itself taken over ends, perhaps together with the one that took over, and what it had to end or to wait for needs another one though nobody calls.</summary>
    [Alias("KeepAlive")]
    Task KeepAlive();

    /// <summary>For an allocator that has just activated; null if there is no such framework.</summary>
    [Alias("ReportToAllocator")]
    Task<FrameworkReport?> ReportToAllocator();

    /// <summary>For people and tools; null if there is no such framework.</summary>
    [Alias("Describe")]
    Task<FrameworkView?> Describe();

    /// <summary>
    /// The same in pages, all of one moment, so that a framework of any size can be read without a message or a document of its size; none if there is no such framework. The first page says
    /// what the framework is; then come its finished tasks, its offers, its tasks.
    /// </summary>
    [Alias("ReadPages")]
    IAsyncEnumerable<FrameworkPage> ReadPages();

    /// <summary>One task, unfinished or among the finished ones that are still known; null if it is unknown. The watcher is told of its changes.</summary>
    [Alias("FindTask")]
    Task<TaskSummary?> FindTask(TaskId task, ITaskGrain? watcher);

    /// <summary>Ends a task as its scheduler would. False if it is unknown.</summary>
    /// <param name="task">Which.</param>
    /// <param name="asker">The principal who wants it, to be asked of <c>--acls</c> (<see cref="Authentication.NotAuthorizedException"/>); null: a silo.</param>
    [Alias("KillTask")]
    Task<bool> KillTask(TaskId task, string? asker = null);

    /// <summary>Ends the framework as its scheduler would, whoever holds it. <see cref="Receipt.Gone"/>: there is no such framework.</summary>
    /// <param name="asker">The principal who wants it, to be asked of <c>--acls</c> (<see cref="NotAuthorizedException"/>); null: a silo.</param>
    [Alias("Shutdown")]
    Task<Receipt> Shutdown(string? asker = null);
}

/// <summary>What a scheduler holds when it subscribes.</summary>
[GenerateSerializer, Immutable, Alias("mesos.SchedulerSubscription")]
public sealed record SchedulerSubscription
{
    /// <summary>With its ID.</summary>
    [Id(0)]
    public required FrameworkInfo Info { get; init; }

    /// <summary>Tasks that it launched and of whose end it does not know, with their slave. Those that no slave has are lost.</summary>
    [Id(1)]
    public ImmutableArray<TaskSummary> Unfinished { get; init; } = [];

    /// <summary>Names the scheduler object, so that one that was taken over cannot come back.</summary>
    [Id(2)]
    public required Guid Scheduler { get; init; }

    /// <summary>True the first time: it takes over from any other scheduler of the framework.</summary>
    [Id(3)]
    public required bool First { get; init; }

    /// <summary>For each unfinished task whose ID others had before: their ends, which the scheduler has therefore heard, the newest last.</summary>
    [Id(4)]
    public ImmutableArray<FormerEnd> FormerEnds { get; init; } = [];
}

/// <summary>The end of a task whose ID was used again since.</summary>
/// <param name="TaskId">The ID.</param>
/// <param name="Uuid">Of the update that told the end.</param>
[GenerateSerializer, Immutable]
public readonly record struct FormerEnd([property: Id(0)] TaskId TaskId, [property: Id(1)] Guid Uuid);

/// <summary>The answer to <see cref="IFrameworkGrain.Subscribe"/>.</summary>
[GenerateSerializer, Immutable, Alias("mesos.SubscribeAnswer")]
public sealed record SubscribeAnswer
{
    /// <summary>The new session; meaningless if <see cref="Error"/> is set.</summary>
    [Id(0)]
    public Epoch Epoch { get; init; }

    /// <summary>Not null: refused for good, and why (Mesos's FrameworkErrorMessage).</summary>
    [Id(1)]
    public string? Error { get; init; }
}

/// <summary>What people see of a framework.</summary>
[GenerateSerializer, Immutable, Alias("mesos.FrameworkView")]
public sealed record FrameworkView
{
    /// <summary>With its ID.</summary>
    [Id(0)]
    public required FrameworkInfo Info { get; init; }

    /// <summary>True while a scheduler is subscribed.</summary>
    [Id(1)]
    public bool Active { get; init; }

    /// <summary>First subscription.</summary>
    [Id(2)]
    public DateTimeOffset RegisteredAt { get; init; }

    /// <summary>Newest subscription.</summary>
    [Id(3)]
    public DateTimeOffset ReregisteredAt { get; init; }

    /// <summary>Unfinished tasks.</summary>
    [Id(4)]
    public ImmutableArray<TaskSummary> Tasks { get; init; } = [];

    /// <summary>Finished ones, oldest first; at most 1,000.</summary>
    [Id(5)]
    public ImmutableArray<TaskSummary> CompletedTasks { get; init; } = [];

    /// <summary>Outstanding offers.</summary>
    [Id(6)]
    public ImmutableArray<Offer> Offers { get; init; } = [];

    /// <summary>When it ended; null while it lives.</summary>
    [Id(7)]
    public DateTimeOffset? UnregisteredAt { get; init; }
}
