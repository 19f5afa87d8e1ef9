using System.Net.Sockets;
using System.Text;

namespace MesosOrleans.AgentHost.Containerizers.Mesos;

/// <summary>The agent's end of a control channel. Reading waits in the runtime's one poll loop, not in a thread per task.</summary>
internal sealed class LauncherControlClient(int fd) : IDisposable
{
    private readonly Socket _socket = new(new SafeSocketHandle(fd, ownsHandle: true));

    /// <summary>Every report until the launcher has gone.</summary>
    public async IAsyncEnumerable<LauncherReport> Reports()
    {
        using var reader = new StreamReader(new NetworkStream(_socket), Encoding.UTF8);
        while (await ReadLine(reader) is { } line)
            if (LauncherReport.Parse(line) is { } report) yield return report;
    }

    /// <summary>A launcher that has just ended needs no kill any more: that it is gone is noticed by who reads.</summary>
    public void Kill(TimeSpan grace)
    {
        var milliseconds = (int)Math.Clamp(Math.Ceiling(grace.TotalMilliseconds), 0, int.MaxValue);
        try
        {
            _socket.Send(Encoding.UTF8.GetBytes($"kill {milliseconds}\n"));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    /// <summary>Looks to the launcher like the end of the agent, but its last report still arrives.</summary>
    public void Leave()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>A launcher that died with a word of ours unread resets the connection: the end, too.</summary>
    private static async ValueTask<string?> ReadLine(StreamReader reader)
    {
        try
        {
            return await reader.ReadLineAsync();
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return null;
        }
    }
}
