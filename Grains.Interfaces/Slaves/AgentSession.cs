using System.Collections.Immutable;
using MesosOrleans.Authentication;
using MesosOrleans.Connection;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using MesosOrleans.Tracing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MesosOrleans.Slaves;

/// <summary>
/// The agent's half of <see cref="ISlaveGrain"/>: gets the slave admitted, registers with everything the agent holds, does so again whenever its session ends, takes commands of its newest
/// epoch only, and reports every change until it is acknowledged. The agent host executes tasks behind it; benchmarks put emulated agents there.
/// </summary>
public sealed partial class AgentSession : IAgentObserver, IAsyncDisposable
{
    /// <summary>Messages of executors are dropped while so much waits for the masters: they are not reliable, and must not crowd out what is.</summary>
    public const int MessagesWaitingMax = 10_000;

    // How often unacknowledged updates are looked at.
    private static readonly TimeSpan RetryLook = TimeSpan.FromSeconds(2);

    private readonly MasterConnection _connection;
    private readonly IAgentWork _work;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly TimeSpan _backoff;
    private readonly SessionKeeper _keeper;
    private readonly IAgentObserver _self;
    private readonly Guid _registrationId = Guid.NewGuid();
    private readonly Lock _gate = new();
    private readonly AgentLedger _ledger;
    private readonly bool _recovered;
    private readonly TaskCompletionSource _registered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ClientSession<AgentFact>? _session;
    private long _number;
    private SlaveInfo _info;

    /// <param name="connection">To the masters; stays the caller's.</param>
    /// <param name="info">Without an ID, which is given by the masters, or is that of <paramref name="recovered"/>.</param>
    /// <param name="work">Does what the masters want.</param>
    /// <param name="time">The system's if null.</param>
    /// <param name="log">Nowhere if null.</param>
    /// <param name="backoff">The first registration comes after a random part of this (rule 4.1.2), so that the agents of a cluster do not come all at once; none if zero.</param>
    /// <param name="recovered">What a former process of this agent held, under the slave's ID, with the frameworks of its tasks and executors; null: the slave is new.</param>
    public AgentSession(
        MasterConnection connection,
        SlaveInfo info,
        IAgentWork work,
        TimeProvider? time = null,
        ILogger? log = null,
        TimeSpan backoff = default,
        AgentRegistration? recovered = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(info);
        _connection = connection;
        _recovered = recovered is not null;
        _info = recovered is null ? info : info with { Id = recovered.Info.Id };
        _work = work;
        _time = time ?? TimeProvider.System;
        _log = log ?? NullLogger.Instance;
        _backoff = backoff;
        _ledger = new AgentLedger(info.Resources);
        if (recovered is not null)
        {
            _ledger.Restore(recovered);
        }

        _self = connection.Client.CreateObjectReference<IAgentObserver>(this);
        _keeper = new SessionKeeper(Open, Confirm, Unreachable, _time);
        connection.Changed += Changed;
    }

    /// <summary>With its ID as soon as the slave is admitted.</summary>
    public SlaveInfo Info => _info;

    /// <summary>Ends when the slave has registered for the first time.</summary>
    public Task Registered => _registered.Task;

    /// <summary>Everything that the agent holds now.</summary>
    public AgentRegistration Snapshot()
    {
        lock (_gate)
        {
            return _ledger.Snapshot(_info);
        }
    }

    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="SessionEndedException">The slave is not part of the cluster, for ever; every task must end.</exception>
    public async Task Run(CancellationToken cancel)
    {
        await Task.Delay(_backoff * Random.Shared.NextDouble(), _time, cancel);
        await using var retries = _time.CreateTimer(_ => Retry(), null, RetryLook, RetryLook);
        await _keeper.Run(cancel);
    }

    /// <summary>A task changed. Reported until its framework has it. False: it is unknown or has ended before.</summary>
    public bool Update(FrameworkId framework, TaskId task, TaskState state, string? message = null) =>
        Update(new StatusUpdate { FrameworkId = framework, SlaveId = _info.Id, Status = Status(task, state, message), Uuid = Guid.NewGuid() });

    /// <summary>The same, of an update that has its UUID and time already.</summary>
    public bool Update(StatusUpdate update)
    {
        lock (_gate)
        {
            if (!_ledger.Update(update))
            {
                return false;
            }

            TaskTrace.Note("agent.update", update.FrameworkId, update.Status.TaskId, update.Status.State);
            _session?.Outgoing.Add(new AgentFact.Updated(update));
            return true;
        }
    }

    /// <summary>An executor says something to its scheduler; not reliable. False: it is dropped, as the masters do not take what waits for them.</summary>
    public bool Message(FrameworkId framework, ExecutorId executor, ImmutableArray<byte> data)
    {
        lock (_gate)
        {
            if (_session is not { } session || session.Outgoing.Count >= MessagesWaitingMax)
            {
                return false;
            }

            session.Outgoing.Add(new AgentFact.Message(framework, executor, data));
            return true;
        }
    }

    /// <summary>
    /// An executor is no more, or could not be started: what it used itself is free for others. Updates that end its tasks come before. Its ID may come again with a launch after the masters have heard it.
    /// False: it is not known.
    /// </summary>
    /// <param name="framework">Whose.</param>
    /// <param name="executor">Which.</param>
    /// <param name="status">As waitpid gave it; -1: unknown, or it was never started.</param>
    public bool ExecutorExited(FrameworkId framework, ExecutorId executor, int status)
    {
        lock (_gate)
        {
            if (!_ledger.ExecutorExited(framework, executor))
            {
                return false;
            }

            _session?.Outgoing.Add(new AgentFact.ExecutorExited(framework, executor, status));
            return true;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _connection.Changed -= Changed;
        lock (_gate)
        {
            _session?.End();
            _session = null;
        }

        _keeper.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<TimeSpan> Open(CancellationToken cancel)
    {
        try
        {
            return await Register();
        }
        catch (Exception e) when (e is NotAuthorizedException || (e is NotAuthenticatedException && _connection.Refusal is not null))
        {
            // Else the next attempt may succeed, with another token.
            throw new SessionEndedException(_connection.Refusal ?? e.Message);
        }
    }

    private async Task<TimeSpan> Register()
    {
        var grains = _connection.Client;
        if (_info.Id is null)
        {
            var admitted = await grains.Registrar().Admit(_registrationId, _info);
            _info = _info with
            {
                Id = admitted.SlaveId ?? throw new SessionEndedException(admitted.Refusal ?? "the registrar refused the slave"),
            };
        }

        var slave = grains.Slave(_info.Id.Value);
        var session = new ClientSession<AgentFact>(slave.Report, _keeper.Broken, Doubt, _time);
        var history = _work.History();
        AgentRegistration registration;
        lock (_gate)
        {
            _session?.End();
            _session = session;
            // The clock lets it rise through a restart, too.
            _number = Math.Max(_number + 1, _time.GetUtcNow().ToUnixTimeMilliseconds());
            registration = _ledger.Snapshot(_info) with { Again = _recovered || _registered.Task.IsCompleted, Number = _number, History = history };
        }

        try
        {
            var answer = await slave.Register(registration, _self);
            if (answer.Shutdown is not null)
            {
                throw new SessionEndedException(answer.Shutdown);
            }

            session.Opened(answer.Epoch);
            lock (_gate)
            {
                if (session != _session)
                {
                    throw new TimeoutException("another registration was begun meanwhile");
                }
            }

            if (await slave.Confirm(answer.Epoch) != Receipt.Taken)
            {
                throw new TimeoutException("the session ended before it was confirmed");
            }

            LogRegistered(_log, _info.Id.Value.Value, answer.Epoch.ToString(), registration.Tasks.Length);
            _registered.TrySetResult();
            return answer.PingInterval * 1.5;
        }
        catch
        {
            session.End();
            throw;
        }
    }

    private async Task<Receipt> Confirm() => _session?.Standing is { } epoch
        ? await _connection.Client.Slave(_info.Id!.Value).Confirm(epoch)
        : Receipt.UnknownSession;

    /// <summary>Nothing if something is on its way: the masters are slow, or not there.</summary>
    private void Retry()
    {
        lock (_gate)
        {
            if (_session is not { Outgoing.Count: 0 } session)
            {
                return;
            }

            foreach (var update in _ledger.Retries(_time.GetUtcNow()))
            {
                session.Outgoing.Add(new AgentFact.Updated(update));
            }
        }
    }

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

    private TaskStatus Status(TaskId task, TaskState state, string? message) => new()
    {
        TaskId = task,
        State = state,
        Message = message,
        SlaveId = _info.Id,
        Source = TaskStatusSource.Slave,
        Timestamp = _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0,
    };

    [LoggerMessage(1, LogLevel.Information, "Registered as slave {SlaveId}, epoch {Epoch}, with {Tasks} tasks")]
    private static partial void LogRegistered(ILogger log, string slaveId, string epoch, int tasks);

    [LoggerMessage(2, LogLevel.Warning, "The masters did not answer, trying again: {Reason}")]
    private static partial void LogUnreachable(ILogger log, string reason);
}
