using System.Collections.Immutable;
using MesosOrleans.AgentHost.Checkpoints;
using MesosOrleans.Executors;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.AgentHost.Executors;

/// <summary>What the machine decided, in order. Everything of <see cref="Checkpoints"/> is on disk before anything of <see cref="Actions"/> happens.</summary>
internal sealed class AgentEffects
{
    public List<CheckpointChange> Checkpoints { get; } = [];

    public List<AgentAction> Actions { get; } = [];
}

/// <summary>One thing to do.</summary>
internal abstract record AgentAction
{
    private AgentAction()
    {
    }

    /// <summary>Start an executor's container.</summary>
    /// <param name="Executor">Its container, sandbox and infos do not change.</param>
    /// <param name="Task">The first task that it is for.</param>
    /// <param name="Resources">What it may use at first.</param>
    internal sealed record Start(AgentExecutor Executor, TaskInfo Task, Resources Resources) : AgentAction;

    /// <summary>End a container, or its start.</summary>
    /// <param name="Container">Perhaps one that has ended.</param>
    /// <param name="Grace">Null: that of rule 15.4; zero: at once.</param>
    internal sealed record Kill(ContainerId Container, TimeSpan? Grace) : AgentAction;

    /// <summary>A container may use this from now on.</summary>
    internal sealed record Resize(ContainerId Container, Resources Resources) : AgentAction;

    /// <summary>Tell an executor.</summary>
    internal sealed record Send(IExecutorConnection Connection, ExecutorEvent Event) : AgentAction;

    /// <summary>End a connection after what was sent.</summary>
    internal sealed record Close(IExecutorConnection Connection) : AgentAction;

    /// <summary>Tell the masters of a task, until it is acknowledged.</summary>
    internal sealed record Report(StatusUpdate Update) : AgentAction;

    /// <summary>Tell the masters of the end of an executor. Updates of its tasks come before.</summary>
    internal sealed record Exited(FrameworkId Framework, ExecutorId Executor, int Status) : AgentAction;

    /// <summary>Tell a scheduler something that its executor says.</summary>
    internal sealed record Tell(FrameworkId Framework, ExecutorId Executor, ImmutableArray<byte> Data) : AgentAction;

    /// <summary>Check whether a task is well.</summary>
    internal sealed record Check(AgentExecutor Executor, AgentTask Task) : AgentAction;

    /// <summary>Check it no more. Perhaps it is not.</summary>
    internal sealed record EndCheck(AgentTask Task) : AgentAction;

    /// <summary>A directory of sandboxes is history: it may be collected, unless a later start is in it.</summary>
    internal sealed record Discard(string Directory) : AgentAction;
}
