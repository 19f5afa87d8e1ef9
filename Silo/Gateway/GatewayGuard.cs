using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using MesosOrleans.Authentication;
using Microsoft.AspNetCore.Connections;
using Orleans.Configuration;

namespace MesosOrleans.Silo.Gateway;

/// <summary>
/// Stands at the gateway's port, between the connection and Orleans, and reads the head of each message of a client before Orleans does. An Orleans gateway believes what a client writes there: who sends,
/// and which target it may be, system targets included. Here a connection has one client's name for all of its messages, and reaches nothing but the grains that are meant for clients. A message that is
/// anything else ends the connection.
/// </summary>
internal sealed partial class GatewayGuard(ILogger<GatewayGuard> log)
{
    private const int PreambleMax = 1024;

    /// <summary>As Orleans's own limits.</summary>
    private const int HeadMax = 10 << 20, BodyMax = 100 << 20;

    public static void Stand(ISiloBuilder silo)
    {
        silo.Services.AddSingleton<GatewayGuard>();
        silo.Configure<SiloConnectionOptions>(options => options.ConfigureGatewayInboundConnection(connections =>
        {
            var guard = connections.ApplicationServices.GetRequiredService<GatewayGuard>();
            connections.Use(next => connection => guard.Guard(connection, next));
        }));
    }

    private async Task Guard(ConnectionContext connection, ConnectionDelegate next)
    {
        var passed = new Pipe(new PipeOptions(useSynchronizationContext: false));
        var transport = connection.Transport;
        connection.Transport = new GuardedTransport(passed.Reader, transport.Output);
        var watching = Watch(transport.Input, passed.Writer, connection);
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
            await passed.Reader.CompleteAsync();
            transport.Input.CancelPendingRead();
            await watching;
        }
    }

    private async Task Watch(PipeReader from, PipeWriter to, ConnectionContext connection)
    {
        Exception? end = null;
        try
        {
            await Pass(from, to);
        }
        catch (RefusedFrameException e)
        {
            LogRefused(log, $"{connection.RemoteEndPoint}", e.Message);
            connection.Abort(new ConnectionAbortedException(e.Message));
        }
        catch (Exception e)
        {
            // The connection broke; Orleans meets the same where it reads on, and says so.
            end = e;
        }

        await to.CompleteAsync(end);
    }

    private static async Task Pass(PipeReader from, PipeWriter to)
    {
        var hasPreamble = false;
        byte[]? client = null;
        while (true)
        {
            var read = await from.ReadAsync();
            var waiting = read.Buffer;
            while (Size(waiting, hasPreamble) is { } size && waiting.Length >= size.Total)
            {
                if (hasPreamble && FrameHead.Judge(waiting.Slice(size.Prefix, size.Head).ToArray(), ref client) is { } refusal)
                {
                    throw new RefusedFrameException(refusal);
                }

                hasPreamble = true;
                foreach (var piece in waiting.Slice(0, size.Total))
                {
                    to.Write(piece.Span);
                }

                waiting = waiting.Slice(size.Total);
            }

            from.AdvanceTo(waiting.Start, read.Buffer.End);
            var flushed = await to.FlushAsync();
            if (read.IsCompleted || read.IsCanceled || flushed.IsCompleted)
            {
                return;
            }
        }
    }

    /// <summary>How long the next message is; null if that is not there yet. The preamble has one length before it, a message two: of its head and of its body.</summary>
    private static (int Prefix, int Head, long Total)? Size(ReadOnlySequence<byte> waiting, bool hasPreamble)
    {
        var prefix = hasPreamble ? 2 * sizeof(int) : sizeof(int);
        if (waiting.Length < prefix)
        {
            return null;
        }

        Span<byte> lengths = stackalloc byte[prefix];
        waiting.Slice(0, prefix).CopyTo(lengths);
        var head = BinaryPrimitives.ReadInt32LittleEndian(lengths);
        var body = hasPreamble ? BinaryPrimitives.ReadInt32LittleEndian(lengths[sizeof(int)..]) : 0;
        return head < 0 || body < 0 || head > (hasPreamble ? HeadMax : PreambleMax) || body > BodyMax
            ? throw new RefusedFrameException($"it has impossible lengths ({head} and {body} bytes)")
            : (prefix, head, (long)prefix + head + body);
    }

    [LoggerMessage(604, LogLevel.Warning, "Refused: a message of the client at {Client}; its connection ends: {Reason}")]
    private static partial void LogRefused(ILogger log, string client, string reason);

    private sealed class GuardedTransport(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }

    private sealed class RefusedFrameException(string reason) : Exception(reason);
}
