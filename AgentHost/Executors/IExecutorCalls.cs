using System.Collections.Immutable;
using MesosOrleans.Executors;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Executors;

/// <summary>
/// What the executors of this agent call, whatever carries their calls. Safe for several threads; nothing here blocks. An executor is known as soon as its container is being started;
/// it subscribes once, and again after the agent was restarted or its connection was lost.
/// </summary>
internal interface IExecutorCalls
{
    /// <summary>False while the agent does not know yet what of before goes on: even a subscription is answered <see cref="ExecutorAnswer.NotReady"/> then.</summary>
    bool IsReadyToReconnect => true;

    /// <summary>
    /// The executor is there. If accepted, the first event on the connection is <see cref="ExecutorEvent.Subscribed"/>, and launches follow in order; a former connection of the same executor is closed.
    /// </summary>
    /// <param name="framework">Whose executor it says it is.</param>
    /// <param name="executor">Who it says it is.</param>
    /// <param name="unacknowledgedTasks">Tasks that it was given and that the agent has not acknowledged any update of.</param>
    /// <param name="unacknowledgedUpdates">Its updates that the agent has not acknowledged, in order.</param>
    /// <param name="connection">Where events go from now on.</param>
    ExecutorAnswer Subscribe(
        FrameworkId framework, ExecutorId executor, ImmutableArray<TaskInfo> unacknowledgedTasks, ImmutableArray<StatusUpdate> unacknowledgedUpdates,
        IExecutorConnection connection);

    /// <summary>
    /// A task changed. A refusal is complete when this returns. Otherwise it completes once the update is held (for a checkpointing framework: on disk). Then <see cref="ExecutorEvent.Acknowledged"/> goes to the executor, also for an update that is here already.
    /// </summary>
    Task<ExecutorAnswer> Update(FrameworkId framework, ExecutorId executor, StatusUpdate update);

    /// <summary>Something for the executor's scheduler. May be lost.</summary>
    ExecutorAnswer Message(FrameworkId framework, ExecutorId executor, ImmutableArray<byte> data);

    /// <summary>The connection has ended. Nothing happens if the executor has another one by now.</summary>
    void Disconnected(FrameworkId framework, ExecutorId executor, IExecutorConnection connection);
}

/// <summary>The way to one subscribed executor.</summary>
internal interface IExecutorConnection
{
    /// <summary>Queues an event; never blocks and never fails. A connection whose executor does not read closes itself.</summary>
    void Send(ExecutorEvent sent);

    /// <summary>Ends it after what was sent.</summary>
    void Close();
}

/// <summary>What became of a call of an executor.</summary>
internal enum ExecutorAnswer
{
    /// <summary>It is done or will be. HTTP: 202, for a subscription 200.</summary>
    Accepted,

    /// <summary>The agent is still recovering, or is ending. HTTP: 503.</summary>
    NotReady,

    /// <summary>There is no such framework here. HTTP: 400.</summary>
    UnknownFramework,

    /// <summary>There is no such executor here, or it has ended as far as the agent is concerned. HTTP: 400.</summary>
    UnknownExecutor,

    /// <summary>The executor has not subscribed. HTTP: 403.</summary>
    NotSubscribed,
}
