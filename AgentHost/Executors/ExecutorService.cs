using System.Collections.Immutable;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.HealthChecks;
using MesosOrleans.Protocol;
using MesosOrleans.Slaves;

namespace MesosOrleans.AgentHost.Executors;

/// <summary>
/// The agent's machine among those who call it: the session, executors, containers, the clock. A call steps the machine and returns; what was decided is carried out afterwards, in order, by one loop
/// (<see cref="Run"/>): first what must be on disk, as one group, then the rest. So calls never wait for a disk, and the groups grow with the load.
/// </summary>
internal sealed partial class ExecutorService : IAgentWork, IExecutorCalls, IContainerEvents, IHealthEvents, IDisposable
{
    private readonly AgentRules _rules;
    private readonly AgentMachine _machine;
    private readonly ContainerRunsService _containers;
    private readonly EffectsService _effects;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _wake = new(0);
    private Group _pending = new();
    private Func<SlaveInfo>? _slave;

    public ExecutorService(AgentRules rules, ContainerRunsService containers, TaskChecksService checks, EffectsService effects, TimeProvider time)
    {
        (_rules, _containers, _effects, _time) = (rules, containers, effects, time);
        _machine = new AgentMachine(rules, () => new ContainerId(Guid.NewGuid().ToString()), Guid.NewGuid);
        containers.Begin(this);
        checks.Begin(this);
    }

    /// <summary>Looks at what runs while nothing changes it.</summary>
    public T Read<T>(Func<AgentMachine, T> look)
    {
        lock (_gate)
        {
            return look(_machine);
        }
    }

    /// <summary>Decides and returns; the effects follow.</summary>
    public T Step<T>(Func<AgentMachine, DateTimeOffset, AgentEffects, T> step)
    {
        T answer;
        lock (_gate)
        {
            answer = step(_machine, _time.GetUtcNow(), _pending.Effects);
        }

        _wake.Release();
        return answer;
    }

    public void Step(Action<AgentMachine, DateTimeOffset, AgentEffects> step) => Step((machine, now, effects) =>
    {
        step(machine, now, effects);
        return true;
    });

    /// <summary>What was recovered is in place: executors may subscribe.</summary>
    public void Open(Func<SlaveInfo> slave)
    {
        lock (_gate)
        {
            _slave = slave;
        }
    }

    /// <summary>Carries out what is decided, until cancelled.</summary>
    /// <exception cref="IOException">What must be kept cannot be written. The agent cannot go on.</exception>
    public async Task Run(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var group = Next();
            try
            {
                await _effects.CarryOut(group.Effects);
                group.Durable.SetResult();
            }
            catch (Exception e)
            {
                group.Durable.SetException(e);
                throw;
            }

            await Rest(cancel);
        }
    }

    bool IExecutorCalls.IsReadyToReconnect => Read(_ => _slave is not null);

    void IAgentWork.Launch(FrameworkInfo framework, TaskInfo task) => Step((machine, now, effects) => machine.Launch(framework, task, now, effects));

    void IAgentWork.Kill(FrameworkId framework, TaskId task) => Step((machine, now, effects) => machine.Kill(framework, task, now, effects));

    void IAgentWork.Forget(FrameworkId framework, TaskId task) => Step((machine, _, effects) => machine.Forget(framework, task, effects));

    void IAgentWork.Acknowledge(FrameworkId framework, TaskId task, Guid uuid) =>
        Step((machine, _, effects) => machine.Acknowledge(framework, task, uuid, effects));

    void IAgentWork.Message(FrameworkId framework, ExecutorId executor, ImmutableArray<byte> data) =>
        Step((machine, _, effects) => machine.Tell(framework, executor, data, effects));

    void IAgentWork.ShutdownExecutor(FrameworkId framework, ExecutorId executor) =>
        Step((machine, now, effects) => machine.ShutdownExecutor(framework, executor, now, effects));

    void IAgentWork.ShutdownFramework(FrameworkId framework) => Step((machine, now, effects) => machine.ShutdownFramework(framework, now, effects));

    ImmutableArray<TaskSummary> IAgentWork.History() => Read(machine => machine.History(AgentRegistration.HistoryMax));

    void IContainerEvents.Starting(ContainerId container) => Step((machine, now, _) => machine.Starting(container, now));

    void IContainerEvents.Started(ContainerId container) => Step((machine, now, effects) => machine.Started(container, now, effects));

    void IContainerEvents.Ended(ContainerId container, ContainerTermination end, string? errors) =>
        Step((machine, now, effects) => machine.Ended(container, end, errors, now, effects));

    void IHealthEvents.Checked(AgentTask task, string? problem) => Step((machine, now, effects) => machine.Checked(task, problem, now, effects));

    ExecutorAnswer IExecutorCalls.Subscribe(
        FrameworkId framework, ExecutorId executor, ImmutableArray<TaskInfo> unacknowledgedTasks, ImmutableArray<StatusUpdate> unacknowledgedUpdates,
        IExecutorConnection connection) => Step((machine, now, effects) => _slave is { } slave
            ? machine.Subscribe(slave(), framework, executor, unacknowledgedTasks, unacknowledgedUpdates, connection, now, effects)
            : ExecutorAnswer.NotReady);

    async Task<ExecutorAnswer> IExecutorCalls.Update(FrameworkId framework, ExecutorId executor, StatusUpdate update)
    {
        var (answer, durable) = Step((machine, now, effects) => _slave is not null
            ? (machine.Update(framework, executor, update, now, effects), _pending.Durable.Task)
            : (ExecutorAnswer.NotReady, Task.CompletedTask));
        if (answer == ExecutorAnswer.Accepted)
        {
            await durable;
        }

        return answer;
    }

    ExecutorAnswer IExecutorCalls.Message(FrameworkId framework, ExecutorId executor, ImmutableArray<byte> data) => Step((machine, _, effects) =>
        _slave is not null ? machine.Message(framework, executor, data, effects) : ExecutorAnswer.NotReady);

    void IExecutorCalls.Disconnected(FrameworkId framework, ExecutorId executor, IExecutorConnection connection) =>
        Step((machine, _, _) => machine.Disconnected(framework, executor, connection));

    /// <summary>Ends executors, and waits until their containers have ended, or the patience is over.</summary>
    /// <param name="all">False: those of checkpointing frameworks go on.</param>
    /// <param name="patience">The most that is waited.</param>
    public async Task EndAll(bool all, TimeSpan patience)
    {
        Step((machine, now, effects) => machine.ShutdownAll(all, now, effects));
        await _containers.Close();
        var began = _time.GetTimestamp();
        while (_time.GetElapsedTime(began) < patience && Read(machine => machine.LiveExecutors.Any(executor => all || executor.State == ExecutorState.Terminating)))
        {
            await Task.Delay(Look, _time);
        }
    }

    public void Dispose() => _wake.Dispose();

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private Group Next()
    {
        lock (_gate)
        {
            // Wakes of before: what they were for is in this group.
            while (_wake.Wait(0, CancellationToken.None))
            {
            }

            _machine.Tick(_time.GetUtcNow(), _pending.Effects);
            var next = _pending;
            _pending = new Group();
            return next;
        }
    }

    private async Task Rest(CancellationToken cancel)
    {
        var due = Read(machine => machine.NextDeadline);
        var pause = due is null ? Timeout.InfiniteTimeSpan : due.Value - _time.GetUtcNow();
        if (due is not null && pause <= TimeSpan.Zero)
        {
            return;
        }

        using var timer = due is null ? new CancellationTokenSource() : new CancellationTokenSource(pause, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timer.Token);
        try
        {
            await _wake.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The deadline has come, or the end.
        }
    }

    /// <summary>What was decided since the loop looked last.</summary>
    private sealed class Group
    {
        public AgentEffects Effects { get; } = new();

        public TaskCompletionSource Durable { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
