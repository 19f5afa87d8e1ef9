using System.Collections.Immutable;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Executors;

/// <summary>What the agent tells an executor (mesos.v1.executor.Event).</summary>
internal abstract record ExecutorEvent
{
    private ExecutorEvent()
    {
    }

    /// <summary>The first event of a connection.</summary>
    internal sealed record Subscribed(ExecutorInfo Executor, FrameworkInfo Framework, SlaveInfo Slave, ContainerId Container) : ExecutorEvent;

    /// <summary>Run a task.</summary>
    internal sealed record Launch(TaskInfo Task) : ExecutorEvent;

    /// <summary>End a task.</summary>
    internal sealed record Kill(TaskId Task) : ExecutorEvent;

    /// <summary>The agent holds this update: the executor may forget it.</summary>
    internal sealed record Acknowledged(TaskId Task, Guid Uuid) : ExecutorEvent;

    /// <summary>From the scheduler.</summary>
    internal sealed record Message(ImmutableArray<byte> Data) : ExecutorEvent;

    /// <summary>Something that the executor did is wrong; it should end.</summary>
    internal sealed record Error(string Text) : ExecutorEvent;

    /// <summary>End all tasks and then itself, within the grace period.</summary>
    internal sealed record Shutdown : ExecutorEvent;
}
