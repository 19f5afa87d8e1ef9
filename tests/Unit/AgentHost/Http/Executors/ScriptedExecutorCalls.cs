using System.Collections.Immutable;
using System.Threading.Channels;
using MesosOrleans.AgentHost.Executors;
using MesosOrleans.Executors;
using MesosOrleans.Protocol;

namespace MesosOrleans.Tests.Unit.AgentHost.Http.Executors;

/// <summary>An agent that answers as it is told to, and remembers what executors call.</summary>
internal sealed class ScriptedExecutorCalls : IExecutorCalls
{
    private readonly Channel<StatusUpdate> _updates = Channel.CreateUnbounded<StatusUpdate>();
    private readonly Channel<ImmutableArray<byte>> _messages = Channel.CreateUnbounded<ImmutableArray<byte>>();
    private readonly Channel<Subscription> _subscriptions = Channel.CreateUnbounded<Subscription>();
    private readonly Channel<IExecutorConnection> _disconnected = Channel.CreateUnbounded<IExecutorConnection>();

    internal sealed record Subscription(ImmutableArray<TaskInfo> Tasks, ImmutableArray<StatusUpdate> Updates, IExecutorConnection Connection);

    public bool IsReadyToReconnect { get; set; } = true;

    public ExecutorAnswer Answer { get; set; } = ExecutorAnswer.Accepted;

    public ChannelReader<StatusUpdate> Updates => _updates.Reader;

    public ChannelReader<ImmutableArray<byte>> Messages => _messages.Reader;

    public ChannelReader<Subscription> Subscriptions => _subscriptions.Reader;

    public ChannelReader<IExecutorConnection> Ended => _disconnected.Reader;

    /// <summary>What the connection gets at once when it subscribes.</summary>
    public ImmutableArray<ExecutorEvent> Greeting { get; set; } = [];

    public ExecutorAnswer Subscribe(
        FrameworkId framework, ExecutorId executor, ImmutableArray<TaskInfo> unacknowledgedTasks, ImmutableArray<StatusUpdate> unacknowledgedUpdates, IExecutorConnection connection)
    {
        if (Answer != ExecutorAnswer.Accepted)
            return Answer;
        foreach (var greeting in Greeting)
            connection.Send(greeting);
        _subscriptions.Writer.TryWrite(new Subscription(unacknowledgedTasks, unacknowledgedUpdates, connection));
        return Answer;
    }

    public Task<ExecutorAnswer> Update(FrameworkId framework, ExecutorId executor, StatusUpdate update)
    {
        if (Answer == ExecutorAnswer.Accepted)
            _updates.Writer.TryWrite(update);
        return Task.FromResult(Answer);
    }

    public ExecutorAnswer Message(FrameworkId framework, ExecutorId executor, ImmutableArray<byte> data)
    {
        if (Answer == ExecutorAnswer.Accepted)
            _messages.Writer.TryWrite(data);
        return Answer;
    }

    public void Disconnected(FrameworkId framework, ExecutorId executor, IExecutorConnection connection) => _disconnected.Writer.TryWrite(connection);
}
