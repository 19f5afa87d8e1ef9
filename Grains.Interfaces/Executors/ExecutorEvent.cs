using System.Collections.Immutable;
using MesosOrleans.Protocol;

namespace MesosOrleans.Executors;

/// <summary>What an agent tells an executor, in order.</summary>
public abstract record ExecutorEvent
{
    private ExecutorEvent()
    {
    }

    /// <summary>The first of each subscription: the agent knows the executor, and this is all it says of itself.</summary>
    /// <param name="Executor">The executor as its framework described it.</param>
    /// <param name="Framework">With its ID.</param>
    /// <param name="Slave">The agent, with its ID.</param>
    /// <param name="ContainerId">The container that the executor runs in; null if the agent does not say.</param>
    public sealed record Subscribed(ExecutorInfo Executor, FrameworkInfo Framework, SlaveInfo Slave, ContainerId? ContainerId) : ExecutorEvent;

    /// <summary>Run this.</summary>
    public sealed record Launch(TaskInfo Task) : ExecutorEvent;

    /// <summary>End this.</summary>
    /// <param name="TaskId">Perhaps a task that the executor does not know.</param>
    /// <param name="Policy">How; null for the task's own policy.</param>
    public sealed record Kill(TaskId TaskId, KillPolicy? Policy = null) : ExecutorEvent;

    /// <summary>The agent holds this update and will not lose it: the executor need not send it again.</summary>
    public sealed record Acknowledged(TaskId TaskId, Guid Uuid) : ExecutorEvent;

    /// <summary>Something that the scheduler sent; never twice, perhaps never.</summary>
    public sealed record Message(ImmutableArray<byte> Data) : ExecutorEvent;

    /// <summary>What went wrong; the agent ends the subscription.</summary>
    public sealed record Error(string Text) : ExecutorEvent;

    /// <summary>End all tasks and then yourself: after the grace period the agent does it by force.</summary>
    public sealed record Shutdown : ExecutorEvent;
}
