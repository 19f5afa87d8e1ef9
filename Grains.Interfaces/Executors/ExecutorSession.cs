using System.Collections.Immutable;
using System.Net;
using System.Threading.Channels;
using MesosOrleans.Protocol;
using MesosOrleans.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MesosOrleans.Executors;

/// <summary>
/// The executor's half of its connection to the agent: subscribes, again with everything that was not acknowledged when the stream breaks, and sends calls in order. It gives up when no agent
/// comes back in time, which its program sees as a shutdown.
/// </summary>
internal sealed partial class ExecutorSession : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    private readonly ExecutorEnvironment _environment;
    private readonly ExecutorClient _client;
    private readonly TimeProvider _time;
    private readonly TimeSpan _firstTimeout;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private readonly ExecutorLedger _ledger = new();
    private readonly Dictionary<Guid, TaskCompletionSource> _held = [];

    // Unbounded: acknowledgements come behind launches that the program has not read, and it may wait for them while it reads.
    private readonly Channel<ExecutorEvent> _events = Channel.CreateUnbounded<ExecutorEvent>();
    private readonly Channel<ExecutorCall> _calls = Channel.CreateBounded<ExecutorCall>(new BoundedChannelOptions(4096) { SingleReader = true });
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _running;
    private bool _isOver;
    private TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ExecutorSession(ExecutorEnvironment environment, ExecutorOptions options)
    {
        _environment = environment;
        _client = new ExecutorClient(environment);
        _time = options.Time ?? TimeProvider.System;
        _firstTimeout = options.FirstSubscriptionTimeout;
        _log = options.Logging?.CreateLogger<MesosExecutor>() ?? (ILogger)NullLogger.Instance;
        _running = Task.WhenAll(Task.Run(Subscriptions), Task.Run(Calls));
    }

    public ChannelReader<ExecutorEvent> Events => _events.Reader;

    /// <summary>Completes when the agent holds the update.</summary>
    public async Task Update(TaskStatus status, CancellationToken cancel)
    {
        var uuid = Guid.NewGuid();
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var named = status with { Uuid = ImmutableArray.Create(uuid.ToByteArray(bigEndian: true)) };
        lock (_gate)
        {
            if (_isOver)
                throw Over();
            _held[uuid] = held;
            _ledger.Update(uuid, named);
        }

        await _calls.Writer.WriteAsync(Call(ExecutorCallType.Update) with { Update = new ExecutorUpdate(named) }, cancel);
        await held.Task.WaitAsync(cancel);
    }

    public ValueTask Message(ImmutableArray<byte> data, CancellationToken cancel) =>
        _calls.Writer.WriteAsync(Call(ExecutorCallType.Message) with { Message = new ExecutorMessage(data) }, cancel);

    /// <summary>Waits for what was said to be taken, as long as there is time for it, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _calls.Writer.TryComplete();
        Task[] waiting;
        lock (_gate)
            waiting = [.. _held.Values.Select(held => held.Task)];
        await Task.WhenAny(Task.WhenAll(waiting), _running, Task.Delay(_environment.ShutdownGracePeriod, _time));
        await _ending.CancelAsync();
        await _running;
        _client.Dispose();
        _ending.Dispose();
    }

    private ExecutorCall Call(ExecutorCallType type) => new() { ExecutorId = _environment.ExecutorId, FrameworkId = _environment.FrameworkId, Type = type };

    private async Task Subscriptions()
    {
        var patience = _firstTimeout;
        var since = _time.GetUtcNow();
        for (var pause = FirstPause; !_ending.IsCancellationRequested;)
        {
            var end = await Subscription();
            if (end == StreamEnd.Final)
                break;
            if (end == StreamEnd.Broken)
                (patience, since, pause) = (_environment.Checkpoint ? _environment.RecoveryTimeout : _environment.SubscriptionBackoffMax, _time.GetUtcNow(), FirstPause);
            else if (_time.GetUtcNow() - since > patience)
            {
                LogGivesUp(_environment.AgentEndpoint, patience);
                _events.Writer.TryWrite(new ExecutorEvent.Shutdown());
                break;
            }

            // Spread, so that the executors of a restarted agent do not come all at once.
            await Pause(pause * (0.5 + (Random.Shared.NextDouble() / 2)));
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, Math.Max(_environment.SubscriptionBackoffMax.Ticks, 1)));
        }

        _events.Writer.TryComplete();
        FailAll();
    }

    private async Task<StreamEnd> Subscription()
    {
        var end = StreamEnd.Absent;
        try
        {
            ExecutorSubscribe known;
            lock (_gate)
                known = _ledger.Subscription;
            await foreach (var message in _client.Subscribe(Call(ExecutorCallType.Subscribe) with { Subscribe = known }, _ending.Token))
            {
                end = end == StreamEnd.Absent ? StreamEnd.Broken : end;
                foreach (var happening in message.Happenings())
                    end = Take(happening) ? StreamEnd.Final : end;
            }
        }
        catch (CallRefusedException e) when (e.Status != HttpStatusCode.ServiceUnavailable)
        {
            // It does not know this executor, and never will.
            LogRefused(e.Message);
            _events.Writer.TryWrite(new ExecutorEvent.Shutdown());
            end = StreamEnd.Final;
        }
        catch (Exception e) when (e is CallRefusedException or HttpRequestException or IOException or MessageException or OperationCanceledException)
        {
            LogLost(e.Message);
        }
        finally
        {
            lock (_gate)
            {
                if (_subscribed.Task.IsCompleted)
                    _subscribed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        return end;
    }

    /// <summary>Hands an event on. True for the last one.</summary>
    private bool Take(ExecutorEvent happening)
    {
        TaskCompletionSource? held = null;
        lock (_gate)
        {
            switch (happening)
            {
                case ExecutorEvent.Subscribed:
                    _subscribed.TrySetResult();
                    break;
                case ExecutorEvent.Launch { Task: var task } when !_ledger.Launch(task):
                    return false;
                case ExecutorEvent.Acknowledged { TaskId: var task, Uuid: var uuid }:
                    _ledger.Acknowledge(task, uuid);
                    _held.Remove(uuid, out held);
                    break;
                default:
                    break;
            }
        }

        held?.TrySetResult();
        _events.Writer.TryWrite(happening);
        return happening is ExecutorEvent.Error;
    }

    private async Task Calls()
    {
        try
        {
            await foreach (var call in _calls.Reader.ReadAllAsync(_ending.Token))
                await Send(call);
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>Until it is taken: by this agent, or by the next one. An update that arrives twice is dropped there.</summary>
    private async Task Send(ExecutorCall call)
    {
        for (var pause = FirstPause; ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, TimeSpan.TicksPerSecond)))
        {
            Task subscribed;
            lock (_gate)
                subscribed = _subscribed.Task;
            await subscribed.WaitAsync(_ending.Token);
            try
            {
                await _client.Call(call, _ending.Token);
                return;
            }
            catch (CallRefusedException e) when (e.Status == HttpStatusCode.BadRequest)
            {
                LogRefused(e.Message);
                if (call.Update is { } update)
                    Fail(new Guid(update.Status.Uuid.AsSpan(), bigEndian: true), e);
                return;
            }
            catch (Exception e) when (e is CallRefusedException or HttpRequestException)
            {
                LogLost(e.Message);
            }

            await Task.Delay(pause, _time, _ending.Token);
        }
    }

    private void Fail(Guid uuid, Exception why)
    {
        TaskCompletionSource? held;
        lock (_gate)
        {
            _ledger.Drop(uuid);
            _held.Remove(uuid, out held);
        }
        held?.TrySetException(why);
    }

    private void FailAll()
    {
        TaskCompletionSource[] all;
        lock (_gate)
        {
            _isOver = true;
            all = [.. _held.Values];
            _held.Clear();
        }
        foreach (var held in all)
            held.TrySetException(Over());
    }

    private static OperationCanceledException Over() => new("The executor's subscription has ended; whether the agent holds the update is unknown.");

    private async Task Pause(TimeSpan pause) => await Task.Delay(pause, _time, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private enum StreamEnd
    {
        /// <summary>There was no subscription.</summary>
        Absent,

        /// <summary>There was one, and it broke.</summary>
        Broken,

        /// <summary>There will be no other.</summary>
        Final,
    }

    [LoggerMessage(1, LogLevel.Warning, "No agent came back at {Endpoint} within {Patience}; the executor ends")]
    private partial void LogGivesUp(string endpoint, TimeSpan patience);

    [LoggerMessage(2, LogLevel.Warning, "Refused: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(3, LogLevel.Information, "Not reached: {Reason}")]
    private partial void LogLost(string reason);
}
