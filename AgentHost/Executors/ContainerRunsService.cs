using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Sandboxes;
using MesosOrleans.AgentHost.Tasks;
using MesosOrleans.AgentHost.Telemetry;
using MesosOrleans.Protocol;
using MesosOrleans.Tracing;
using MesosOrleans.Values;

namespace MesosOrleans.AgentHost.Executors;

/// <summary>Is told how containers fare, from any thread.</summary>
internal interface IContainerEvents
{
    /// <summary>It is its turn to be started.</summary>
    void Starting(ContainerId container);

    /// <summary>It runs.</summary>
    void Started(ContainerId container);

    /// <summary>It has ended, or was never started. The last word.</summary>
    void Ended(ContainerId container, ContainerTermination end, string? errors);
}

/// <summary>
/// Starts containers, some at a time, and watches, resizes and ends them; what comes of it are calls of <see cref="IContainerEvents"/>. No container holds a thread. An order to end one works at any moment of
/// its life, also before its start.
/// </summary>
internal sealed partial class ContainerRunsService(
    IContainerizer containerizer, ExecutorSocketStore socket, AgentInstruments instruments, ILogger<ContainerRunsService> log) : IDisposable
{
    // What waits has taken resources of the machine, so there are never many.
    private readonly Channel<Run> _starts = Channel.CreateUnbounded<Run>();
    private readonly ConcurrentDictionary<ContainerId, Run> _runs = new();
    private readonly CancellationTokenSource _closing = new();
    private IContainerEvents _events = null!;
    private Task _workers = Task.CompletedTask;

    /// <summary>Ends when none is left; for a moment when nothing starts any more.</summary>
    public bool IsEmpty => _runs.IsEmpty;

    /// <summary>A container that runs; null if there is none of this name. For whoever looks at what it uses.</summary>
    public IContainer? Find(ContainerId id) => _runs.TryGetValue(id, out var run) ? run.Container : null;

    /// <summary>Begins to start containers.</summary>
    public void Begin(IContainerEvents events)
    {
        _events = events;
        _workers = Task.WhenAll(Enumerable.Range(0, containerizer.ParallelLaunches).Select(_ => Task.Run(Work)));
    }

    public void Start(SandboxPath sandbox, ContainerSpec spec)
    {
        var run = new Run(spec.Id) { Sandbox = sandbox, Spec = spec };
        _runs.TryAdd(spec.Id, run);
        _starts.Writer.TryWrite(run);
    }

    /// <summary>Watches one that a former process of the agent has started.</summary>
    public void Attach(IContainer container, SandboxPath sandbox)
    {
        var run = new Run(container.Id) { Sandbox = sandbox };
        run.Begun(container);
        _runs.TryAdd(container.Id, run);
        Link(run, socket.LinkAgain(sandbox.Directory));
        _ = Watch(run, container);
    }

    /// <summary>Nothing happens if it has ended.</summary>
    public void Kill(ContainerId id, TimeSpan? grace)
    {
        if (_runs.TryGetValue(id, out var run))
        {
            run.Kill(grace);
        }
    }

    /// <summary>The newest size counts.</summary>
    public void Resize(ContainerId id, Resources resources)
    {
        if (_runs.TryGetValue(id, out var run) && run.Resize(resources))
        {
            _ = Apply(run);
        }
    }

    /// <summary>No container starts any more; what is on its way is ended.</summary>
    public async Task Close()
    {
        _starts.Writer.TryComplete();
        await _closing.CancelAsync();
        await _workers;
    }

    public void Dispose() => _closing.Dispose();

    private async Task Work()
    {
        await foreach (var run in _starts.Reader.ReadAllAsync())
        {
            await Start(run);
        }
    }

    private async Task Start(Run run)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(run.Cancel.Token, _closing.Token);
        try
        {
            either.Token.ThrowIfCancellationRequested();
            _events.Starting(run.Id);
            SandboxStore.Create(run.Sandbox!);
            if (run.Spec!.External is not null || run.Spec.Environment.ContainsKey(ExecutorSocketStore.Variable))
            {
                Link(run, socket.Link(run.Sandbox!.Directory));
            }

            var container = await Launch(run.Spec, either.Token);
            if (run.Begun(container))
            {
                _events.Started(run.Id);
            }

            _ = Watch(run, container);
            if (run.BeginResizing())
            {
                await Apply(run);
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            End(run, ContainerTermination.Of(TaskExit.Lost("It was ended before it was started")), null);
        }
        catch (Exception e)
        {
            LogStartFailed(log, run.Id.Value, run.Spec!.FrameworkId.Value, run.Spec.ExecutorId.Value, e.Message, e);
            var message = $"The task could not be started: {e.Message}";
            End(run, new ContainerTermination(IsLimitation: true, message, TaskExit.Lost(message)), null);
        }
    }

    /// <summary>For a command task the executor's ID is the task's.</summary>
    private async Task<IContainer> Launch(ContainerSpec spec, CancellationToken cancel)
    {
        using var span = TaskTrace.Start("agent.fork", spec.FrameworkId, new TaskId(spec.ExecutorId.Value));
        var began = Stopwatch.GetTimestamp();
        var container = await containerizer.Launch(spec, cancel);
        instruments.ContainerStart.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);
        return container;
    }

    /// <summary>An executor without the socket still has the agent's address.</summary>
    private void Link(Run run, string? failure)
    {
        if (failure is not null)
        {
            LogNoSocket(log, run.Id.Value, failure);
        }
    }

    private async Task Watch(Run run, IContainer container)
    {
        var end = await container.Ended;
        var errors = !end.IsLimitation && run.Sandbox is { } sandbox && TaskOutcome.WantsReason(end.Exit) ? SandboxStore.Tail(sandbox.Errors) : null;
        End(run, end, errors);
    }

    private void End(Run run, ContainerTermination end, string? errors)
    {
        _runs.TryRemove(run.Id, out _);
        _events.Ended(run.Id, end, errors);
        run.Dispose();
    }

    /// <summary>One change is under way at a time, then the newest that came meanwhile.</summary>
    private async Task Apply(Run run)
    {
        while (run.NextSize() is { } resources)
        {
            try
            {
                await run.Container!.Update(resources, _closing.Token);
            }
            catch (Exception e) when (e is ContainerizerException or OperationCanceledException)
            {
                LogResizeFailed(log, run.Id.Value, resources.ToString(), e.Message);
            }
        }
    }

    /// <summary>One container from the order to start it to its end.</summary>
    private sealed class Run(ContainerId id) : IDisposable
    {
        private readonly Lock _gate = new();
        private bool _isKilled;
        private TimeSpan? _grace;
        private Resources? _size;
        private bool _isResizing;
        private bool _hasEnded;

        public ContainerId Id => id;

        public SandboxPath? Sandbox { get; init; }

        public ContainerSpec? Spec { get; init; }

        public CancellationTokenSource Cancel { get; } = new();

        public IContainer? Container { get; private set; }

        /// <summary>It runs. False: it was to be ended meanwhile, which is now under way.</summary>
        public bool Begun(IContainer container)
        {
            lock (_gate)
            {
                Container = container;
                if (_isKilled)
                {
                    container.Kill(_grace);
                }

                return !_isKilled;
            }
        }

        public void Kill(TimeSpan? grace)
        {
            lock (_gate)
            {
                if (_hasEnded)
                {
                    return;
                }

                (_isKilled, _grace) = (true, grace);
                if (Container is null)
                {
                    Cancel.Cancel();
                }
            }

            Container?.Kill(grace);
        }

        /// <summary>True if the caller is to apply it, and what comes meanwhile.</summary>
        public bool Resize(Resources resources)
        {
            lock (_gate)
            {
                _size = resources;
            }

            return BeginResizing();
        }

        public bool BeginResizing()
        {
            lock (_gate)
            {
                if (_size is null || Container is null || _isResizing)
                {
                    return false;
                }

                return _isResizing = true;
            }
        }

        /// <summary>The newest size that is not applied; null if there is none, which ends the resizing.</summary>
        public Resources? NextSize()
        {
            lock (_gate)
            {
                var next = _size;
                (_size, _isResizing) = (null, next is not null);
                return next;
            }
        }

        public void Dispose()
        {
            lock (_gate)
            {
                _hasEnded = true;
                Cancel.Dispose();
            }
        }
    }
}
