using System.Runtime.CompilerServices;
using MesosOrleans.Authentication;
using MesosOrleans.Connection;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;

namespace MesosOrleans.Scheduling;

/// <summary>
/// What a framework is written against: subscribe, read events, answer offers.
/// <code>
/// await using var scheduler = await MesosScheduler.Subscribe("127.0.0.1:5050", new FrameworkInfo { Name = "hello" });
/// await foreach (var happening in scheduler.Events(cancel)) { … }
/// </code>
/// It heals by itself: after the loss of a silo it subscribes again with its unfinished tasks, and hands out every change of each task once, in order; each task ends in exactly one terminal state.
/// Calls only queue (they travel in order, together when there are many), so they are cheap and never block; what becomes of them is told by events. Safe for several threads; events have one reader.
/// </summary>
public sealed class MesosScheduler : IAsyncDisposable
{
    private readonly MasterConnection _connection;
    private readonly bool _ownsConnection;
    private readonly SchedulerOptions _options;
    private readonly SchedulerSession _session;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _running;
    private bool _ended;

    private MesosScheduler(MasterConnection connection, bool ownsConnection, SchedulerSession session, SchedulerOptions options)
    {
        _connection = connection;
        _ownsConnection = ownsConnection;
        _session = session;
        _options = options;
        _running = session.Run(_ending.Token);
    }

    /// <summary>Names the framework; with it, in <see cref="FrameworkInfo.Id"/>, another scheduler can take it over.</summary>
    public FrameworkId FrameworkId => _session.Info.Id!.Value;

    /// <summary>Tasks that were launched and have not ended as far as this scheduler was told.</summary>
    public int UnfinishedTasks => _session.UnfinishedCount;

    /// <summary>Connects to a silo and registers the framework; the subscription itself follows as the first event.</summary>
    /// <param name="master"><c>HOST:PORT</c> of a silo, or several separated by commas.</param>
    /// <param name="framework">An empty user becomes the user of this process, an empty host name its machine.</param>
    /// <param name="options">Defaults if null.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="FormatException">The address is malformed.</exception>
    /// <exception cref="MasterUnreachableException">No silo answers.</exception>
    /// <exception cref="NotAuthenticatedException">The masters want a credential, or refuse the one given.</exception>
    public static async Task<MesosScheduler> Subscribe(
        string master, FrameworkInfo framework, SchedulerOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new SchedulerOptions();
        var connection = await MasterConnection.Connect(
            master, new MasterConnectionOptions { Wait = options.WaitForMaster, Logging = options.Logging, Credential = options.Credential }, cancel);
        try
        {
            return await Subscribe(connection, true, framework, options);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>As above, over a connection that stays the caller's.</summary>
    public static Task<MesosScheduler> Subscribe(MasterConnection connection, FrameworkInfo framework, SchedulerOptions? options = null) =>
        Subscribe(connection, false, framework, options ?? new SchedulerOptions());

    /// <summary>What happens, in order, for ever; ends after <see cref="SchedulerEvent.Error"/> or when cancelled or disposed.</summary>
    public async IAsyncEnumerable<SchedulerEvent> Events([EnumeratorCancellation] CancellationToken cancel = default)
    {
        await foreach (var happening in _session.Events.ReadAllAsync(cancel))
        {
            yield return happening;
            if (_options.AutoAcknowledge && happening is SchedulerEvent.TaskUpdated { Update: var update })
            {
                Acknowledge(update);
            }
        }
    }

    /// <summary>Launches tasks with an offer. A task that is refused is reported lost, with the reason.</summary>
    /// <param name="offer">It is used up, whatever becomes of the tasks.</param>
    /// <param name="tasks">None: the offer is declined.</param>
    /// <param name="filters">For what is left over; 5 s by default.</param>
    public void Accept(Offer offer, IEnumerable<TaskInfo> tasks, Filters? filters = null) => Accept([offer], tasks, filters);

    /// <summary>Launches tasks with several offers of one slave, which are used together.</summary>
    public void Accept(IEnumerable<Offer> offers, IEnumerable<TaskInfo> tasks, Filters? filters = null)
    {
        ArgumentNullException.ThrowIfNull(offers);
        _session.Accept([.. offers.Select(offer => offer.Id)], [.. tasks], filters ?? Filters.Default);
    }

    /// <summary>Gives an offer back.</summary>
    /// <param name="offer">Which.</param>
    /// <param name="filters">For how long the same shall not come again; 5 s by default.</param>
    public void Decline(Offer offer, Filters? filters = null)
    {
        ArgumentNullException.ThrowIfNull(offer);
        _session.Accept([offer.Id], [], filters ?? Filters.Default);
    }

    /// <summary>Ends a task: TERM, then KILL after a grace period. It is told by an update.</summary>
    public void Kill(TaskId task) => _session.Kill(task);

    /// <summary>Says that an update was dealt with, so that it does not come again. Needed only without <see cref="SchedulerOptions.AutoAcknowledge"/>.</summary>
    public void Acknowledge(StatusUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        _session.Add(new SchedulerCall.Acknowledge(update.Status.TaskId, update.SlaveId, update.Uuid));
    }

    /// <summary>Asks for the state of tasks; of all, if none is named. The answers are updates marked as reconciliation.</summary>
    public void Reconcile(params IEnumerable<TaskStatus> tasks) => _session.Add(new SchedulerCall.Reconcile([.. tasks]));

    /// <summary>Forgets all filters: what was declined is offered again at once.</summary>
    public void Revive() => _session.Add(new SchedulerCall.Revive());

    /// <summary>Says what the framework would like to be offered. The masters note it and change nothing, as in Mesos.</summary>
    public void Request(params IEnumerable<ResourceRequest> requests) => _session.Add(new SchedulerCall.Request([.. requests]));

    /// <summary>Wants no offers until the next subscription; tasks go on. What is offered now goes to others at once.</summary>
    public void Deactivate() => _session.Add(new SchedulerCall.Deactivate());

    /// <summary>Says something to an executor; not reliable: it is lost if the executor or its slave is not there, or too much waits.</summary>
    public void Send(SlaveId slave, ExecutorId executor, ReadOnlySpan<byte> data) =>
        _session.Add(new SchedulerCall.Message(slave, executor, [.. data]));

    /// <summary>Ends an executor, and with it its tasks, which are told by updates.</summary>
    public void ShutdownExecutor(SlaveId slave, ExecutorId executor) => _session.Add(new SchedulerCall.ShutdownExecutor(slave, executor));

    /// <summary>Waits until everything that was called has reached the masters.</summary>
    public Task Flush(CancellationToken cancel = default) => _session.Flush().WaitAsync(cancel);

    /// <summary>Ends the framework and all its tasks. Ends when that is on record.</summary>
    public async Task Teardown(CancellationToken cancel = default)
    {
        if (!_ended)
        {
            _ended = true;
            await _session.Teardown(cancel);
        }
    }

    /// <summary>Stops; with <see cref="SchedulerOptions.TeardownOnDispose"/> the framework ends too.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_options.TeardownOnDispose ?? _session.Info.FailoverTimeout <= 0)
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10), _options.Time);
                await Teardown(limit.Token);
            }
            else
            {
                // Else its offers would wait until its pings are missed.
                Deactivate();
                await Flush().WaitAsync(TimeSpan.FromSeconds(10), _options.Time);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException)
        {
            // The masters do not answer; they find out by themselves that the scheduler is gone.
        }

        await _ending.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _session.Dispose();
        _ending.Dispose();
        if (_ownsConnection)
        {
            await _connection.DisposeAsync();
        }
    }

    private static async Task<MesosScheduler> Subscribe(
        MasterConnection connection, bool ownsConnection, FrameworkInfo framework, SchedulerOptions options)
    {
        var info = framework with
        {
            Id = framework.Id ?? await connection.Client.Registrar().AddFramework(),
            User = framework.User.Length > 0 ? framework.User : Environment.UserName,
            Hostname = framework.Hostname.Length > 0 ? framework.Hostname : Environment.MachineName,
        };
        return new MesosScheduler(connection, ownsConnection, new SchedulerSession(connection, info, options), options);
    }
}
