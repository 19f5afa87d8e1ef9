using System.Collections.Immutable;
using MesosOrleans.Allocation;
using MesosOrleans.Authentication;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;

namespace MesosOrleans.Slaves;

/// <summary>
/// One admitted slave, keyed by its ID: its session with the agent, its ledger (total, offered, used) and the table of its tasks.
/// The ledger decides what may be offered and launched, whatever anybody else believes (design, invariant 4).
/// </summary>
[Alias("mesos.ISlaveGrain")]
public interface ISlaveGrain : IGrainWithStringKey
{
    /// <summary>
    /// The agent subscribes with everything it holds. Confirmed in the registry first, so this may wait. Every earlier epoch of the slave ends;
    /// outstanding offers are rescinded; a task that the agent does not show is lost.
    /// </summary>
    [Alias("Register"), CallableBy(Callers.Slaves)]
    Task<RegisterAnswer> Register(AgentRegistration registration, IAgentObserver agent);

    /// <summary>What happened at the agent, in order. Repeating a batch is harmless.</summary>
    [Alias("Report"), CallableBy(Callers.Slaves)]
    Task<Receipt> Report(Epoch epoch, Batch<AgentFact> facts);

    /// <summary>Asked by an agent when it has its session, which frameworks are told of then, and when it has heard nothing for a while: does the session still stand?</summary>
    [Alias("Confirm"), CallableBy(Callers.Slaves)]
    Task<Receipt> Confirm(Epoch epoch);

    /// <summary>What a framework wants of this slave, in order. A framework's epoch older than one seen before is answered <see cref="Receipt.UnknownSession"/>.</summary>
    [Alias("Submit")]
    Task<Receipt> Submit(FrameworkSubmission submission);

    /// <summary>Offers resources to frameworks, as far as the ledger allows; the rest is left out. Answers the ledger as it is then.</summary>
    [Alias("Offer")]
    Task<LedgerReport> Offer(ImmutableArray<OfferRequest> requests);

    /// <summary>The ledger for an allocator that has just activated.</summary>
    [Alias("ReportLedger")]
    Task<LedgerReport> ReportLedger();

    /// <summary>Activates the grain, so that it pings though nobody else calls it. True if nobody needs to wait for its agent: it has registered, or the slave is being removed.</summary>
    /// <param name="info">As admitted.</param>
    [Alias("Wake")]
    Task<bool> Wake(SlaveInfo info);

    /// <summary>The time for its agent to register is over: without a session the slave is removed. Returns before that is done.</summary>
    /// <param name="info">As admitted.</param>
    [Alias("Expire")]
    Task Expire(SlaveInfo info);

    /// <summary>Asked by the registrar before it carries out a removal, since it reaches the activation that serves the slave: did that one decide it?</summary>
    [Alias("ConfirmRemoval")]
    Task<bool> ConfirmRemoval(Guid activation);

    /// <summary>For people and tools.</summary>
    [Alias("Describe")]
    Task<SlaveView> Describe();

    /// <summary>The same without its tasks and executors, for whoever reads about all slaves at once.</summary>
    [Alias("Summarize")]
    Task<SlaveView> Summarize();
}

/// <summary>What an agent holds when it subscribes.</summary>
[GenerateSerializer, Immutable, Alias("mesos.AgentRegistration")]
public sealed record AgentRegistration
{
    /// <summary>As many as the masters keep of one framework.</summary>
    public const int HistoryMax = 1000;

    /// <summary>With its ID.</summary>
    [Id(0)]
    public required SlaveInfo Info { get; init; }

    /// <summary>All tasks that it has not forgotten yet: unfinished, or ended and not acknowledged.</summary>
    [Id(1)]
    public ImmutableArray<TaskSummary> Tasks { get; init; } = [];

    /// <summary>Updates that were not acknowledged, in order within each task.</summary>
    [Id(2)]
    public ImmutableArray<StatusUpdate> Pending { get; init; } = [];

    /// <summary>The frameworks of these tasks.</summary>
    [Id(3)]
    public ImmutableArray<FrameworkInfo> Frameworks { get; init; } = [];

    /// <summary>True if this agent was registered before, in this process or in one that it has recovered.</summary>
    [Id(4)]
    public bool Again { get; init; }

    /// <summary>Executors that have not exited, each with its framework's ID; none for command tasks.</summary>
    [Id(5)]
    public ImmutableArray<ExecutorInfo> Executors { get; init; } = [];

    /// <summary>
    /// Rises with each registration that the agent composes, through its restarts too. It becomes the number of the epoch, so that of two words about the slave the newer one is known, whichever activation of its
    /// grain they come from.
    /// </summary>
    [Id(6)]
    public long Number { get; init; }

    /// <summary>The newest of the tasks that have ended and that nobody needs to hear of any more, oldest first, at most <see cref="HistoryMax"/> (rule 4.1.5): for the people who ask new masters.</summary>
    [Id(7)]
    public ImmutableArray<TaskSummary> History { get; init; } = [];
}

/// <summary>The answer to <see cref="ISlaveGrain.Register"/>.</summary>
[GenerateSerializer, Immutable, Alias("mesos.RegisterAnswer")]
public sealed record RegisterAnswer
{
    /// <summary>The new session; meaningless if <see cref="Shutdown"/> says why there is none.</summary>
    [Id(0)]
    public Epoch Epoch { get; init; }

    /// <summary>Not null: the slave is not part of the cluster, for ever. The agent ends its tasks and itself. The text says why.</summary>
    [Id(1)]
    public string? Shutdown { get; init; }

    /// <summary>How often the agent will be pinged; a silence of several of these means that the session may be gone.</summary>
    [Id(2)]
    public TimeSpan PingInterval { get; init; }
}

/// <summary>What people see of a slave.</summary>
[GenerateSerializer, Immutable, Alias("mesos.SlaveView")]
public sealed record SlaveView
{
    /// <summary>With its ID.</summary>
    [Id(0)]
    public required SlaveInfo Info { get; init; }

    /// <summary>True while its agent answers.</summary>
    [Id(1)]
    public bool Connected { get; init; }

    /// <summary>Null until it has registered with this activation.</summary>
    [Id(2)]
    public DateTimeOffset? RegisteredAt { get; init; }

    /// <summary>Null unless it registered again after the first time.</summary>
    [Id(3)]
    public DateTimeOffset? ReregisteredAt { get; init; }

    /// <summary>By its tasks and their executors.</summary>
    [Id(4)]
    public Values.Resources Used { get; init; } = Values.Resources.Empty;

    /// <summary>In offers that were not answered yet.</summary>
    [Id(5)]
    public Values.Resources Offered { get; init; } = Values.Resources.Empty;

    /// <summary>Unfinished, or ended and not acknowledged.</summary>
    [Id(6)]
    public ImmutableArray<TaskSummary> Tasks { get; init; } = [];

    /// <summary>Executors that have not exited, each with its framework's ID; none for command tasks.</summary>
    [Id(7)]
    public ImmutableArray<ExecutorInfo> Executors { get; init; } = [];
}
