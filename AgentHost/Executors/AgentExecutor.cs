using MesosOrleans.AgentHost.Sandboxes;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.AgentHost.Executors;

/// <summary>The life of an executor (rule 11.1); it only goes forward.</summary>
internal enum ExecutorState
{
    /// <summary>Its container is being started, or it has not subscribed yet.</summary>
    Registering,

    /// <summary>It takes tasks. It may be without a connection for a while.</summary>
    Running,

    /// <summary>It was told to end.</summary>
    Terminating,

    /// <summary>Nothing of it runs any more; it stays until the ends of its tasks are acknowledged.</summary>
    Terminated,
}

/// <summary>
/// One run of an executor in its container. A command task has one of its own, whose part the agent plays. Invariant: a task is in one of
/// <see cref="Queued"/>, <see cref="Launched"/> and <see cref="Ended"/>, or history.
/// </summary>
internal sealed class AgentExecutor(AgentFramework framework, ExecutorInfo info, bool isCommand, SandboxPath sandbox)
{
    /// <summary>Mesos 0.19 <c>src/slave/constants.hpp</c>.</summary>
    public const int CompletedTasksMax = 200;

    public AgentFramework Framework { get; } = framework;

    public ExecutorInfo Info { get; } = info;

    public ExecutorId Id => Info.ExecutorId;

    /// <summary>True if the agent itself runs the one task's command, or an external containerizer does.</summary>
    public bool IsCommand { get; } = isCommand;

    public SandboxPath Sandbox { get; } = sandbox;

    public ContainerId Container => Sandbox.Container;

    public ExecutorState State { get; set; } = ExecutorState.Registering;

    /// <summary>Null while it has not subscribed or is cut off; always null for a command, unless an external containerizer started an executor for it.</summary>
    public IExecutorConnection? Connection { get; set; }

    /// <summary>It has had a connection, to this process of the agent. Only then a command task's executor is a process of its own, whose exit says nothing of the task.</summary>
    public bool HasSubscribed { get; set; }

    /// <summary>When the agent loses its patience: with the subscription, or with the end.</summary>
    public DateTimeOffset? Deadline { get; set; }

    /// <summary>Why the agent ends it; null if it does not.</summary>
    public string? EndReason { get; set; }

    /// <summary>Tasks that wait until it can take them, in order.</summary>
    public OrderedDictionary<TaskId, AgentTask> Queued { get; } = [];

    /// <summary>Tasks that it was given and that have not ended.</summary>
    public OrderedDictionary<TaskId, AgentTask> Launched { get; } = [];

    /// <summary>Tasks that have ended, which their framework has not acknowledged.</summary>
    public OrderedDictionary<TaskId, AgentTask> Ended { get; } = [];

    /// <summary>Of the past, the newest last.</summary>
    public Queue<AgentTask> Completed { get; } = new();

    /// <summary>Of its unfinished tasks.</summary>
    public Resources TaskResources { get; set; } = Resources.Empty;

    /// <summary>What its container may use: its own, and its unfinished tasks'.</summary>
    public Resources Resources => Info.Resources + TaskResources;

    /// <summary>True if it still has tasks that somebody must hear of.</summary>
    public bool IsIncomplete => Queued.Count + Launched.Count + Ended.Count > 0;

    /// <summary>True while tasks may come.</summary>
    public bool TakesTasks => State is ExecutorState.Registering or ExecutorState.Running;

    /// <summary>A task of it that is not history.</summary>
    public AgentTask? Find(TaskId task) => Launched.GetValueOrDefault(task) ?? Queued.GetValueOrDefault(task) ?? Ended.GetValueOrDefault(task);
}
