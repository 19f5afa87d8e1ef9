using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MesosOrleans.Tests.Unit.AgentHost.Fetcher;

/// <summary>A web server on loopback that answers each path with given bytes, and then closes the connection or falls silent.</summary>
internal sealed class HttpFileServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<string, (byte[] Answer, bool ThenSilent)> _answers = new();
    private readonly Task _serving;

    public HttpFileServer()
    {
        _listener.Start();
        _serving = Serve();
    }

    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The heads of the requests that came, oldest first.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public void Put(string path, byte[] content) => Put(path, "200 OK", $"Content-Length: {content.Length}", content);

    public void Put(string path, string status, string header, byte[] content, bool thenSilent = false) =>
        _answers[path] = ([.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{header}\r\nConnection: close\r\n\r\n"), .. content], thenSilent);

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _serving.GetAwaiter().GetResult();
        _end.Dispose();
    }

    private async Task Serve()
    {
        var clients = new List<Task>();
        try
        {
            while (true)
            {
                clients.Add(Answer(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(clients);
        }
    }

    private async Task Answer(TcpClient client)
    {
        using var held = client;
        try
        {
            using var reader = new StreamReader(client.GetStream());
            var head = new StringBuilder();
            while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 } line)
            {
                head.AppendLine(line);
            }

            Requests.Enqueue(head.ToString());
            var path = head.ToString().Split(' ')[1];
            var (answer, thenSilent) = _answers.GetValueOrDefault(path, ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), false));
            await client.GetStream().WriteAsync(answer, _end.Token);
            if (thenSilent)
            {
                await Task.Delay(Timeout.Infinite, _end.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client has gone, or the test is over.
            return;
        }
    }
}
