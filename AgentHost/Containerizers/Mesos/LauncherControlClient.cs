using System.Net.Sockets;
using System.Text;

namespace MesosOrleans.AgentHost.Containerizers.Mesos;

/// <summary>The agent's end of a control channel. Reading waits in the runtime's one poll loop, not in a thread per task.</summary>
internal sealed class LauncherControlClient(Socket socket) : IDisposable
{
    /// <param name="fd">Its end becomes this one's.</param>
    public static LauncherControlClient Of(int fd) => new(new Socket(new SafeSocketHandle(fd, ownsHandle: true)));

    /// <summary>The line to a launcher that has ended.</summary>
    public static LauncherControlClient Closed()
    {
        var (ours, theirs) = LauncherNative.SocketPair();
        LauncherNative.close(theirs);
        return Of(ours);
    }

    /// <summary>A launcher that a former agent has started; null if it is gone, or just ending.</summary>
    public static async Task<LauncherControlClient?> Attach(RunDirectory run, CancellationToken cancel)
    {
        // The address of a socket has 107 characters at most, a path may have more: so it goes by the directory's descriptor.
        var directory = LauncherNative.OpenDirectory(run.Path);
        if (directory < 0) return null;
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint($"/proc/self/fd/{directory}/{RunDirectory.SocketName}"), cancel);
            return new LauncherControlClient(socket);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
        finally
        {
            LauncherNative.close(directory);
        }
    }

    /// <summary>Every report until the launcher has gone.</summary>
    public async IAsyncEnumerable<LauncherReport> Reports()
    {
        using var reader = new StreamReader(new NetworkStream(socket), Encoding.UTF8);
        while (await ReadLine(reader) is { } line)
            if (LauncherReport.Parse(line) is { } report) yield return report;
    }

    public void Kill(TimeSpan grace) => Say($"kill {(int)Math.Clamp(Math.Ceiling(grace.TotalMilliseconds), 0, int.MaxValue)}\n");

    public void AllowStart() => Say("start\n");

    /// <summary>Looks to the launcher like the end of the agent, but its last report still arrives.</summary>
    public void Leave()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return;
        }
    }

    public void Dispose() => socket.Dispose();

    /// <summary>A launcher that has just ended needs no word any more: that it is gone is noticed by who reads.</summary>
    private void Say(string line)
    {
        try
        {
            socket.Send(Encoding.UTF8.GetBytes(line));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return;
        }
    }

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
