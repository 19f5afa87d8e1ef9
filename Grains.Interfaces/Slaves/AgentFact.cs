using System.Collections.Immutable;
using MesosOrleans.Protocol;

namespace MesosOrleans.Slaves;

/// <summary>One thing that an agent tells its slave grain.</summary>
[GenerateSerializer, Immutable, Alias("mesos.AgentFact")]
public abstract record AgentFact
{
    private AgentFact()
    {
    }

    /// <summary>A task changed.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.AgentFact.Updated")]
    public sealed record Updated([property: Id(0)] StatusUpdate Update) : AgentFact;

    /// <summary>An executor says something to its scheduler. Not reliable: it is lost with the session, or when too much waits.</summary>
    [GenerateSerializer, Immutable, Alias("mesos.AgentFact.Message")]
    public sealed record Message(
        [property: Id(0)] FrameworkId FrameworkId, [property: Id(1)] ExecutorId ExecutorId, [property: Id(2)] ImmutableArray<byte> Data) : AgentFact;

    /// <summary>An executor is no more (mesos.internal.ExitedExecutorMessage); what it used itself is free. Its tasks are told of by updates of their own.</summary>
    /// <param name="FrameworkId">Whose.</param>
    /// <param name="ExecutorId">Which.</param>
    /// <param name="Status">As waitpid gave it; -1: unknown, or it was never started.</param>
    [GenerateSerializer, Immutable, Alias("mesos.AgentFact.ExecutorExited")]
    public sealed record ExecutorExited(
        [property: Id(0)] FrameworkId FrameworkId, [property: Id(1)] ExecutorId ExecutorId, [property: Id(2)] int Status) : AgentFact;
}
