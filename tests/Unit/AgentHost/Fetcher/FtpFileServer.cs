using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MesosOrleans.Tests.Unit.AgentHost.Fetcher;

/// <summary>An FTP server on loopback with one file; passive connections only.</summary>
internal sealed class FtpFileServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly string _name;
    private readonly byte[] _content;
    private readonly Task _serving;

    public FtpFileServer(string name, byte[] content)
    {
        (_name, _content) = (name, content);
        _listener.Start();
        _serving = Serve();
    }

    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Who came.</summary>
    public string User { get; private set; } = "";

    /// <summary>Nothing more is sent after the first byte.</summary>
    public bool IsSilent { get; init; }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _serving.GetAwaiter().GetResult();
        _end.Dispose();
    }

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                await Talk(client.GetStream());
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The test is over.
            return;
        }
    }

    private async Task Talk(NetworkStream stream)
    {
        using var reader = new StreamReader(stream);
        using var data = new TcpListener(IPAddress.Loopback, 0);
        data.Start();
        var port = ((IPEndPoint)data.LocalEndpoint).Port;
        var directory = "/";
        await Say("220 hello");
        while (await reader.ReadLineAsync(_end.Token) is { } line)
        {
            var words = line.Split(' ', 2);
            switch (words[0].ToUpperInvariant())
            {
                case "USER":
                    User = words[1];
                    await Say("331 password?");
                    break;
                case "PASS":
                    await Say("230 welcome");
                    break;
                case "PWD":
                    await Say($"257 \"{directory}\"");
                    break;
                case "CWD":
                    directory = words[1];
                    await Say("250 ok");
                    break;
                case "TYPE" or "OPTS":
                    await Say("200 ok");
                    break;
                case "PASV":
                    await Say($"227 Entering Passive Mode (127,0,0,1,{port / 256},{port % 256})");
                    break;
                case "EPSV":
                    await Say($"229 Entering Extended Passive Mode (|||{port}|)");
                    break;
                case "SIZE":
                    await Say($"213 {_content.Length}");
                    break;
                case "RETR" when words[1].TrimStart('/') == _name:
                    await Say("150 here it comes");
                    await Send(data);
                    await Say("226 done");
                    break;
                case "RETR":
                    await Say("550 no such file");
                    break;
                case "QUIT":
                    await Say("221 bye");
                    return;
                default:
                    await Say("502 what?");
                    break;
            }
        }

        Task Say(string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"), _end.Token).AsTask();
    }

    private async Task Send(TcpListener data)
    {
        using var client = await data.AcceptTcpClientAsync(_end.Token);
        await client.GetStream().WriteAsync(IsSilent ? _content.AsMemory(0, 1) : _content, _end.Token);
        if (IsSilent)
        {
            await Task.Delay(Timeout.Infinite, _end.Token);
        }
    }
}
