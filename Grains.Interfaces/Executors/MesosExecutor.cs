using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using MesosOrleans.Protocol;

namespace MesosOrleans.Executors;

/// <summary>
/// What an executor is written against: a program that an agent starts, and that runs tasks of one framework.
/// <code>
/// await using var executor = MesosExecutor.Start();
/// await foreach (var happening in executor.Events())
///     if (happening is ExecutorEvent.Launch { Task: var task })
///         _ = Run(task);   // … await executor.Update(task.TaskId, TaskState.Finished);
/// </code>
/// It heals by itself: when the agent restarts and the framework checkpoints, it subscribes again with what was not acknowledged, and its tasks go on. Safe for several threads; events have one reader.
/// </summary>
public sealed class MesosExecutor : IAsyncDisposable
{
    private readonly ExecutorEnvironment _environment;
    private readonly ExecutorSession _session;
    private readonly TimeProvider _time;

    private MesosExecutor(ExecutorEnvironment environment, ExecutorOptions options)
    {
        _environment = environment;
        _time = options.Time ?? TimeProvider.System;
        _session = new ExecutorSession(environment, options);
    }

    /// <summary>Who this is.</summary>
    public ExecutorId ExecutorId => _environment.ExecutorId;

    /// <summary>Whose it is.</summary>
    public FrameworkId FrameworkId => _environment.FrameworkId;

    /// <summary>How long it has to end its tasks after <see cref="ExecutorEvent.Shutdown"/>; then the agent does it by force.</summary>
    public TimeSpan ShutdownGracePeriod => _environment.ShutdownGracePeriod;

    /// <summary>Begins to subscribe; the subscription itself follows as the first event.</summary>
    /// <param name="options">Defaults if null: the agent is the one that started this process.</param>
    /// <exception cref="NotAnExecutorException">No agent started this process.</exception>
    public static MesosExecutor Start(ExecutorOptions? options = null)
    {
        options ??= new ExecutorOptions();
        return new MesosExecutor(options.Environment ?? ExecutorEnvironment.Read(), options);
    }

    /// <summary>
    /// What happens, in order. Ends after <see cref="ExecutorEvent.Shutdown"/>, which also comes when no agent is back in time, and after <see cref="ExecutorEvent.Error"/>. Updates
    /// can still be sent then, until this is disposed of. A task is launched once, whatever comes twice.
    /// </summary>
    public async IAsyncEnumerable<ExecutorEvent> Events([EnumeratorCancellation] CancellationToken cancel = default)
    {
        await foreach (var happening in _session.Events.ReadAllAsync(cancel))
        {
            yield return happening;
            if (happening is ExecutorEvent.Shutdown or ExecutorEvent.Error)
                yield break;
        }
    }

    /// <summary>Tells a task's new state. Completes when the agent holds it: then it reaches the framework, whatever becomes of this process.</summary>
    /// <param name="task">One that was launched here.</param>
    /// <param name="state">Any but <see cref="TaskState.Staging"/>. Nothing may follow a terminal one.</param>
    /// <param name="message">For people.</param>
    /// <param name="data">For the scheduler.</param>
    /// <param name="cancel">Ends the waiting; the update goes out all the same.</param>
    /// <exception cref="OperationCanceledException">The subscription has ended for good: whether the agent holds it is unknown.</exception>
    public Task Update(TaskId task, TaskState state, string? message = null, ImmutableArray<byte> data = default, CancellationToken cancel = default) =>
        Update(new TaskStatus { TaskId = task, State = state, Message = message, Data = data.IsDefault ? [] : data }, cancel);

    /// <summary>As above, with everything that a status can say. Who says it, when, and the name of the update are filled in.</summary>
    public Task Update(TaskStatus status, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(status);
        if (status.State == TaskState.Staging)
            throw new ArgumentException("Attempted to send TASK_STAGING status update: a task that an executor has is TASK_STARTING at least.", nameof(status));
        return _session.Update(
            status with
            {
                ExecutorId = ExecutorId,
                Source = TaskStatusSource.Executor,
                Timestamp = _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0,
            }, cancel);
    }

    /// <summary>Something for the scheduler, which gets it at most once and perhaps never. Completes when it is queued.</summary>
    public ValueTask Message(ImmutableArray<byte> data, CancellationToken cancel = default) => _session.Message(data, cancel);

    /// <summary>Waits until the agent holds what was said, for at most the grace period, and ends the subscription.</summary>
    public ValueTask DisposeAsync() => _session.DisposeAsync();
}
