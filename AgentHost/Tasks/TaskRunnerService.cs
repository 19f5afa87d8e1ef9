using System.Collections.Immutable;
using System.Threading.Channels;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Http;
using MesosOrleans.AgentHost.Sandboxes;
using MesosOrleans.Protocol;
using MesosOrleans.Slaves;

namespace MesosOrleans.AgentHost.Tasks;

/// <summary>Says what became of a task; false if nobody wants to know any more.</summary>
internal delegate bool TaskReport(FrameworkId framework, TaskId task, TaskState state, string? message);

/// <summary>What all tasks of this agent have in common.</summary>
/// <param name="WorkDirectory">Full path.</param>
/// <param name="AgentPid"><c>slave(1)@ip:port</c>.</param>
/// <param name="Environment">See <see cref="TaskEnvironment.Cleaned"/>.</param>
/// <param name="SwitchUser">Whether tasks run as their own user.</param>
internal sealed record TaskSettings(
    string WorkDirectory, string AgentPid, ImmutableSortedDictionary<string, string> Environment, bool SwitchUser);

/// <summary>
/// Executes command tasks. What the masters want comes one call at a time and is only noted; some asynchronous workers start the
/// processes, and what happens to these comes back as
/// continuations, so no task holds a thread. A kill is noted with the task, so it works at any moment of its life.
/// </summary>
internal sealed partial class TaskRunnerService(
    IContainerizer containerizer, TaskSettings settings, TimeProvider time, ILogger<TaskRunnerService> log) : IAgentWork, IDisposable
{
    /// <summary>So many tasks may be on their way to a process at a time.</summary>
    public const int Workers = 16;

    // So many tasks may wait for their start; each has taken resources of the machine, so this is never reached in practice.
    private const int QueueMax = 20_000;

    private readonly Channel<AgentTask> _queue = Channel.CreateBounded<AgentTask>(QueueMax);
    private readonly Lock _gate = new();
    private readonly TaskTable _table = new();
    private readonly CancellationTokenSource _closing = new();
    private TaskReport _report = (_, _, _, _) => false;
    private Task _workers = Task.CompletedTask;

    /// <summary>Begins to start tasks.</summary>
    public void Begin(TaskReport report)
    {
        _report = report;
        _workers = Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(Work)));
    }

    /// <summary>Looks at the tasks while nothing changes them.</summary>
    public T Read<T>(Func<TaskTable, T> look)
    {
        lock (_gate)
        {
            return look(_table);
        }
    }

    public void Launch(FrameworkInfo framework, TaskInfo task)
    {
        var container = new ContainerId(Guid.NewGuid().ToString());
        var sandbox = SandboxPath.Of(settings.WorkDirectory, task.SlaveId, framework.Id!.Value, new ExecutorId(task.TaskId.Value), container);
        AgentTask added;
        lock (_gate)
        {
            added = _table.Add(framework, task, sandbox);
        }

        if (TaskRefusal.Of(task) is { } refusal)
        {
            Change(added, TaskState.Failed, refusal);
        }
        else if (!_queue.Writer.TryWrite(added))
        {
            Change(added, TaskState.Lost, $"The agent has {QueueMax} tasks that wait for their start");
        }
    }

    public void Kill(FrameworkId framework, TaskId task)
    {
        if (Read(table => table.Find(framework, task)) is { } found)
        {
            End(found);
        }
    }

    public void Forget(FrameworkId framework, TaskId task)
    {
        AgentTask? found;
        lock (_gate)
        {
            found = _table.Find(framework, task);
            if (found is not null)
            {
                _table.Forget(found);
            }
        }

        if (found is { HasEnded: false })
        {
            End(found);
        }
    }

    /// <summary>Ends every task; none starts after that. What does not end within the patience dies with the agent.</summary>
    public async Task EndAll(TimeSpan patience)
    {
        _queue.Writer.TryComplete();
        var unfinished = Read(table => table.Unfinished.ToArray());
        foreach (var task in unfinished)
        {
            End(task);
        }

        await _closing.CancelAsync();
        await _workers;
        var ends = unfinished.Select(task => task.Container?.Ended ?? Task.CompletedTask);
        await Task.WhenAny(Task.WhenAll(ends), Task.Delay(patience, time));
    }

    public void Dispose() => _closing.Dispose();

    private void End(AgentTask task)
    {
        IContainer? container;
        lock (_gate)
        {
            task.KillWanted = true;
            container = task.Container;
        }

        container?.Kill();
    }

    private async Task Work()
    {
        await foreach (var task in _queue.Reader.ReadAllAsync())
        {
            try
            {
                await Start(task);
            }
            catch (OperationCanceledException) when (_closing.IsCancellationRequested)
            {
                // It ends with the agent, and the masters will miss that.
                continue;
            }
            catch (Exception e)
            {
                LogStartFailed(log, task.FrameworkId.Value, task.Id.Value, e.Message, e);
                Change(task, TaskState.Failed, $"The task could not be started: {e.Message}");
            }
        }
    }

    private async Task Start(AgentTask task)
    {
        if (task.KillWanted)
        {
            Change(task, TaskState.Killed, "Killed before it was started");
            return;
        }

        SandboxStore.Create(task.Sandbox);
        var container = await containerizer.Launch(SpecOf(task), _closing.Token);
        bool killWanted;
        lock (_gate)
        {
            task.Container = container;
            killWanted = task.KillWanted;
        }

        if (killWanted)
        {
            container.Kill();
        }

        Change(task, TaskState.Running, null);
        _ = Watch(task, container);
    }

    private async Task Watch(AgentTask task, IContainer container)
    {
        var exit = (await container.Ended).Exit;
        var errors = TaskOutcome.WantsReason(exit) ? SandboxStore.Tail(task.Sandbox.Errors) : null;
        var outcome = TaskOutcome.Of(exit, task.KillWanted, errors);
        Change(task, outcome.State, outcome.Message);
    }

    private ContainerSpec SpecOf(AgentTask task) => new()
    {
        Id = task.Sandbox.Container,
        FrameworkId = task.FrameworkId,
        ExecutorId = new ExecutorId(task.Id.Value),
        ExecutorName = StateView.ExecutorNameOf(task.Task),
        Source = task.Id.Value,
        Command = task.Task.Command!.Value,
        Directory = task.Sandbox.Directory,
        Environment = TaskEnvironment.Of(settings.Environment, task.Framework, task.Task, task.Sandbox.Directory, settings.AgentPid),
        User = TaskUser.Of(task.Framework, task.Task.Command, settings.SwitchUser, Environment.UserName),
        Resources = task.Task.Resources,
    };

    private void Change(AgentTask task, TaskState state, string? message)
    {
        lock (_gate)
        {
            if (!_table.Changed(task, state, time.GetUtcNow()))
            {
                return;
            }
        }

        // Outside of the lock: the session calls in here under its own.
        LogChanged(log, task.FrameworkId.Value, task.Id.Value, state.WireName(), message ?? "");
        _report(task.FrameworkId, task.Id, state, message);
    }
}
