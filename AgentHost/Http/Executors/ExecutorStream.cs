using System.Threading.Channels;
using MesosOrleans.AgentHost.Executors;
using MesosOrleans.Executors;
using MesosOrleans.Protocol;
using MesosOrleans.Wire;

namespace MesosOrleans.AgentHost.Http.Executors;

/// <summary>
/// The events of one subscription on their way to the executor. Whoever sends never waits: what the executor has not read is held up to a limit, beyond which the stream
/// ends; the executor subscribes again with what it has, and the agent knows then what is missing.
/// </summary>
internal sealed class ExecutorStream(MessageFormat format) : IExecutorConnection
{
    /// <summary>Events that wait: more than an agent has tasks.</summary>
    internal const int EventsMax = 16_384;

    /// <summary>Bytes that wait: launches may carry data.</summary>
    internal const long BytesMax = 64L << 20;

    private readonly Channel<byte[]> _frames = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(EventsMax) { SingleReader = true });
    private long _waiting;

    /// <summary>True once the executor was too slow.</summary>
    public bool IsOverrun { get; private set; }

    public void Send(ExecutorEvent sent) => Send(ExecutorEventMessage.Of(sent));

    public void Close() => _frames.Writer.TryComplete();

    public void Heartbeat() => Send(ExecutorEventMessage.Heartbeat);

    /// <summary>Hands out one record after the other, each to be sent as one write, until the stream is closed and empty.</summary>
    public async Task CopyTo(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write, CancellationToken cancel)
    {
        await foreach (var frame in _frames.Reader.ReadAllAsync(cancel))
        {
            await write(frame, cancel);
            Interlocked.Add(ref _waiting, -frame.Length);
        }
    }

    private void Send(ExecutorEventMessage message)
    {
        var frame = RecordIo.Frame(ExecutorEventMessageCodec.Instance.Write(message, format, Dialect.V1));
        if (Interlocked.Add(ref _waiting, frame.Length) <= BytesMax && _frames.Writer.TryWrite(frame))
            return;
        IsOverrun = _frames.Writer.TryComplete() || IsOverrun;
    }
}
