using System.Collections.Immutable;
using System.Threading.Channels;
using MesosOrleans.Connection;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using MesosOrleans.Tracing;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Scheduling;

/// <summary>The scheduler's half of <see cref="IFrameworkGrain"/>: subscribes, again when the session ends, and keeps both directions complete and in order.</summary>
internal sealed partial class SchedulerSession : ISchedulerObserver, IDisposable
{
    /// <summary>Events that wait for the user; beyond it the masters keep them.</summary>
    public const int EventsMax = 10_000;

    private readonly MasterConnection _connection;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SessionKeeper _keeper;
    private readonly ISchedulerObserver _self;
    private readonly Channel<SchedulerEvent> _events = Channel.CreateUnbounded<SchedulerEvent>();

    private readonly SchedulerLedger _ledger = new();
    private readonly LaunchSpans _launches = new("scheduler.launch");
    private readonly Lock _gate = new();
    private readonly Queue<SchedulerCall> _early = new();
    private readonly Guid _id = Guid.NewGuid();
    private ClientSession<SchedulerCall>? _session;
    private bool _subscribedBefore;
    private volatile bool _tearingDown;
    private volatile bool _refused;

    public SchedulerSession(MasterConnection connection, FrameworkInfo info, SchedulerOptions options)
    {
        _connection = connection;
        Info = info;
        _time = options.Time;
        _log = options.Logging.CreateLogger("MesosOrleans.Scheduler");
        _self = connection.Client.CreateObjectReference<ISchedulerObserver>(this);
        _keeper = new SessionKeeper(Open, Confirm, Unreachable, _time);
        connection.Changed += Changed;
    }

    public FrameworkInfo Info { get; }

    public ChannelReader<SchedulerEvent> Events => _events.Reader;

    public int UnfinishedCount
    {
        get
        {
            lock (_gate)
            {
                return _ledger.UnfinishedCount;
            }
        }
    }

    public async Task Run(CancellationToken cancel)
    {
        try
        {
            await _keeper.Run(cancel);
        }
        catch (SessionEndedException e)
        {
            _refused = true;
            End(e.Message);
        }
        catch (OperationCanceledException)
        {
            _events.Writer.TryComplete();
        }
    }

    public void Add(SchedulerCall call)
    {
        lock (_gate)
        {
            if (_session is null)
            {
                _early.Enqueue(call);
            }
            else
            {
                _session.Outgoing.Add(call);
            }
        }
    }

    public void Accept(ImmutableArray<OfferId> offers, ImmutableArray<TaskInfo> tasks, Filters filters)
    {
        lock (_gate)
        {
            var fresh = ImmutableArray.CreateBuilder<TaskInfo>(tasks.Length);
            foreach (var task in tasks)
            {
                if (_ledger.Launch(Info.Id!.Value, task))
                {
                    fresh.Add(task);
                    _launches.Begin(Info.Id.Value, task.TaskId);
                }
                else
                {
                    _events.Writer.TryWrite(new SchedulerEvent.TaskUpdated(Refused(task)));
                }
            }

            var launched = fresh.DrainToImmutable();
            Add(new SchedulerCall.Accept(offers, launched, filters) { FormerEnds = _ledger.FormerEnds(launched) });
        }
    }

    public void Kill(TaskId task)
    {
        lock (_gate)
        {
            Add(new SchedulerCall.Kill(task, _ledger.SlaveOf(task)));
        }
    }

    public Task Flush()
    {
        lock (_gate)
        {
            return _session?.Outgoing.Flush() ?? Task.CompletedTask;
        }
    }

    public async Task Teardown(CancellationToken cancel)
    {
        _tearingDown = true;
        while (!_refused)
        {
            cancel.ThrowIfCancellationRequested();
            ClientSession<SchedulerCall>? session;
            lock (_gate)
            {
                session = _session;
            }

            try
            {
                if (session is not null && _events.Reader.Completion.IsCompleted)
                {
                    return;
                }

                if (session?.Standing is { } epoch)
                {
                    var framework = _connection.Client.Framework(Info.Id!.Value);
                    var receipt = await framework.Teardown(epoch).WaitAsync(cancel);
                    if (receipt is Receipt.Taken or Receipt.Gone)
                    {
                        return;
                    }

                    _keeper.Broken();
                }
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                LogUnreachable(_log, e.Message);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), _time, cancel);
        }
    }

    async Task<Receipt> ISchedulerObserver.Deliver(Epoch epoch, Batch<SchedulerEvent> events)
    {
        if (await Current(epoch) is not { } session)
        {
            return Receipt.UnknownSession;
        }

        _keeper.Heard();
        lock (_gate)
        {
            if (session != _session)
            {
                return Receipt.UnknownSession;
            }

            if (_events.Reader.Count > EventsMax)
            {
                return Receipt.Busy;
            }

            foreach (var happening in session.Incoming.Take(events))
            {
                Hand(happening);
            }
        }

        return Receipt.Taken;
    }

    async Task<Receipt> ISchedulerObserver.Ping(Epoch epoch)
    {
        if (await Current(epoch) is null)
        {
            return Receipt.UnknownSession;
        }

        _keeper.Heard();
        return Receipt.Taken;
    }

    public void Dispose()
    {
        _connection.Changed -= Changed;
        lock (_gate)
        {
            _session?.End();
        }

        _keeper.Dispose();
    }

    private void Hand(SchedulerEvent happening)
    {
        switch (happening)
        {
            case SchedulerEvent.TaskUpdated { Update: var update } when !_ledger.Take(update):
                Add(new SchedulerCall.Acknowledge(update.Status.TaskId, update.SlaveId, update.Uuid));
                break;
            case SchedulerEvent.Error error:
                End(error.Message);
                break;
            default:
                if (happening is SchedulerEvent.TaskUpdated { Update.Status: { IsReconciliation: false } status })
                {
                    _launches.Moved(status.TaskId, status.State);
                    TaskTrace.Note("scheduler.update", Info.Id!.Value, status.TaskId, status.State);
                }

                _events.Writer.TryWrite(happening);
                break;
        }
    }

    /// <summary>A word of this side, about a task that never left it; marked as reconciliation, since the task that has the ID goes on.</summary>
    private StatusUpdate Refused(TaskInfo twin) => new()
    {
        FrameworkId = Info.Id!.Value,
        Uuid = Guid.NewGuid(),
        Status = new TaskStatus
        {
            TaskId = twin.TaskId,
            State = TaskState.Lost,
            Message = $"Task has duplicate ID: {twin.TaskId}; the unfinished task that has it goes on",
            Timestamp = _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0,
            IsReconciliation = true,
        },
    };

    private void End(string message)
    {
        _events.Writer.TryWrite(new SchedulerEvent.Error(message));
        _events.Writer.TryComplete();
    }

    private async Task<ClientSession<SchedulerCall>?> Current(Epoch epoch)
    {
        ClientSession<SchedulerCall>? session;
        lock (_gate)
        {
            session = _session;
        }

        return session is not null && await session.Has(epoch) ? session : null;
    }

    /// <summary>While the framework ends, its calls may be refused; only the teardown itself needs a session then, and asks for it.</summary>
    private void Broken()
    {
        if (!_tearingDown)
        {
            _keeper.Broken();
        }
    }

    private async Task<Receipt> Confirm() => _session?.Standing is { } epoch
        ? await _connection.Client.Framework(Info.Id!.Value).Confirm(epoch)
        : Receipt.UnknownSession;

    private void Changed()
    {
        _keeper.Changed();
        lock (_gate)
        {
            _session?.Outgoing.Repeat();
        }
    }

    private void Unreachable(Exception reason)
    {
        LogUnreachable(_log, reason.Message);
        _connection.Doubt();
    }

    private void Doubt(Exception reason)
    {
        LogUnreachable(_log, reason.Message);
        _keeper.Doubt();
    }

    [LoggerMessage(1, LogLevel.Warning, "The masters did not answer, trying again: {Reason}")]
    private static partial void LogUnreachable(ILogger log, string reason);
}
