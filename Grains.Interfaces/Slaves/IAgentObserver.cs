using System.Collections.Immutable;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;

namespace MesosOrleans.Slaves;

/// <summary>The agent, as its slave grain reaches it.</summary>
[Alias("mesos.IAgentObserver")]
public interface IAgentObserver : IGrainObserver
{
    /// <summary>What the agent shall do, in order. It refuses everything of an epoch that is not its newest.</summary>
    [Alias("Deliver")]
    Task<Receipt> Deliver(Epoch epoch, Batch<AgentCommand> commands);

    /// <summary>Answers <see cref="Receipt.Taken"/> if the epoch is the agent's newest.</summary>
    [Alias("Ping")]
    Task<Receipt> Ping(Epoch epoch);
}

/// <summary>One thing that an agent shall do.</summary>
[GenerateSerializer, Immutable, Alias("mesos.AgentCommand")]
public abstract record AgentCommand
{
    private AgentCommand()
    {
    }

    /// <summary>Start a task, if it fits what already runs.</summary>
    /// <param name="Framework">With its ID.</param>
    /// <param name="Task">An executor in it names its framework.</param>
    /// <param name="StartsExecutor">True: the slave grain counts the task's executor from this launch on. False: there is none, or it must run already; one that has exited meanwhile is not started again by
    /// this task, since its resources are counted no more.</param>
    [GenerateSerializer, Immutable, Alias("mesos.AgentCommand.Launch")]
    public sealed record Launch(
        [property: Id(0)] FrameworkInfo Framework, [property: Id(1)] TaskInfo Task, [property: Id(2)] bool StartsExecutor = false) : AgentCommand;

    /// <summary>End a task.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.AgentCommand.Kill")]
    public sealed record Kill([property: Id(0)] FrameworkId FrameworkId, [property: Id(1)] TaskId TaskId) : AgentCommand;

    /// <summary>The framework has this update: forget it.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.AgentCommand.Acknowledge")]
    public sealed record Acknowledge([property: Id(0)] FrameworkId FrameworkId, [property: Id(1)] TaskId TaskId, [property: Id(2)] Guid Uuid)
        : AgentCommand;

    /// <summary>The framework is gone: end and forget all that it has here.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.AgentCommand.ShutdownFramework")]
    public sealed record ShutdownFramework([property: Id(0)] FrameworkId FrameworkId) : AgentCommand;

    /// <summary>Something that a scheduler says to an executor; not reliable.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.AgentCommand.Message")]
    public sealed record Message(
        [property: Id(0)] FrameworkId FrameworkId, [property: Id(1)] ExecutorId ExecutorId, [property: Id(2)] ImmutableArray<byte> Data) : AgentCommand;

    /// <summary>End an executor, and with it its tasks.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.AgentCommand.ShutdownExecutor")]
    public sealed record ShutdownExecutor([property: Id(0)] FrameworkId FrameworkId, [property: Id(1)] ExecutorId ExecutorId) : AgentCommand;
}
