using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using MesosOrleans.Protocol;
using MesosOrleans.Wire;

namespace MesosOrleans.Executors;

/// <summary>An agent does not take a call of the executor.</summary>
internal sealed class CallRefusedException(HttpStatusCode status, string text) : Exception($"The agent answers {(int)status}: {text}")
{
    public HttpStatusCode Status => status;
}

/// <summary>The executor API from the executor's side: calls in protobuf over HTTP, by the socket in the sandbox if there is one.</summary>
internal sealed class ExecutorClient : IDisposable
{
    /// <summary>As much as an agent holds for one executor.</summary>
    private const int RecordMax = 64 << 20;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly Uri _address;

    public ExecutorClient(ExecutorEnvironment environment)
    {
        _address = new Uri($"http://{environment.AgentEndpoint}/api/v1/executor");
        var socket = environment.SocketPath(Directory.GetCurrentDirectory());
        var handler = new SocketsHttpHandler { ConnectTimeout = ConnectTimeout, UseProxy = false };
        if (socket is not null)
            handler.ConnectCallback = (context, cancel) => Connect(socket, context.DnsEndPoint, cancel);
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Says one thing; completes when the agent has taken it.</summary>
    /// <exception cref="CallRefusedException">The agent answers otherwise.</exception>
    /// <exception cref="HttpRequestException">No agent answers.</exception>
    public async Task Call(ExecutorCall call, CancellationToken cancel)
    {
        using var request = Request(call);
        using var response = await _http.SendAsync(request, cancel);
        if (response.StatusCode != HttpStatusCode.Accepted)
            throw new CallRefusedException(response.StatusCode, await response.Content.ReadAsStringAsync(cancel));
    }

    /// <summary>Subscribes, and hands out what the agent says until the stream ends.</summary>
    /// <exception cref="CallRefusedException">The agent does not take the subscription.</exception>
    /// <exception cref="HttpRequestException">No agent answers.</exception>
    /// <exception cref="IOException">The stream broke.</exception>
    /// <exception cref="MessageException">What comes is no event.</exception>
    public async IAsyncEnumerable<ExecutorEventMessage> Subscribe(ExecutorCall call, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var request = Request(call);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(MessageFormat.Protobuf.ContentType()));
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        if (response.StatusCode != HttpStatusCode.OK)
            throw new CallRefusedException(response.StatusCode, await response.Content.ReadAsStringAsync(cancel));

        var reader = PipeReader.Create(await response.Content.ReadAsStreamAsync(cancel));
        while (true)
        {
            var read = await reader.ReadAsync(cancel);
            var arrived = read.Buffer;
            while (RecordIo.TryTake(ref arrived, RecordMax, out var record))
                yield return Event(record);
            reader.AdvanceTo(arrived.Start, arrived.End);
            if (read.IsCompleted)
                yield break;
        }
    }

    private static ExecutorEventMessage Event(ReadOnlySequence<byte> record) => ExecutorEventMessageCodec.Instance.FromProtobuf(
        record.IsSingleSegment ? record.FirstSpan : record.ToArray(), Dialect.V1);

    private HttpRequestMessage Request(ExecutorCall call)
    {
        var content = new ByteArrayContent(ExecutorCallCodec.Instance.ToProtobuf(call, Dialect.V1));
        content.Headers.ContentType = new MediaTypeHeaderValue(MessageFormat.Protobuf.ContentType());
        return new HttpRequestMessage(HttpMethod.Post, _address) { Content = content };
    }

    /// <summary>The socket first: a restarted agent puts a new one in its place, and it needs no network. Its address if there is none.</summary>
    private static async ValueTask<Stream> Connect(string path, DnsEndPoint address, CancellationToken cancel)
    {
        if (File.Exists(path) && await TryConnect(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), new UnixDomainSocketEndPoint(path), cancel) is { } local)
            return local;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Stream?> TryConnect(Socket socket, EndPoint address, CancellationToken cancel)
    {
        try
        {
            await socket.ConnectAsync(address, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }
}
