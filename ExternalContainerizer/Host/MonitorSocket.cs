using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace MesosOrleans.ExternalContainerizer.Host;

/// <summary>
/// How a monitor is found: it listens, for as long as it lives, on a name in the kernel's own space for sockets. No file is left that could tell of a monitor that is gone, and who is connected
/// hears of its end at once. Nothing is sent.
/// </summary>
internal static class MonitorSocket
{
    private const int Backlog = 64, SocketLevel = 1, PeerCredentials = 17, CredentialsSize = 12;

    /// <summary>What ends with the socket.</summary>
    public enum Subject
    {
        /// <summary>The container's first process, if the monitor is its parent.</summary>
        Container,

        /// <summary>The monitor itself, and so what watches the container.</summary>
        Monitor,
    }

    /// <exception cref="ContainerizerException">Another monitor of the same container is there.</exception>
    public static Socket Listen(string workDirectory, string containerId, Subject subject)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(NameOf(workDirectory, containerId, subject));
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new ContainerizerException($"container '{containerId}' is launched already: {e.Message}", e);
        }
    }

    /// <summary>Ends when nobody listens; at once if nobody does.</summary>
    public static async Task AwaitEnd(string workDirectory, string containerId, Subject subject, CancellationToken cancellation)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(NameOf(workDirectory, containerId, subject), cancellation);
            await socket.ReceiveAsync(new byte[1], cancellation);
        }
        catch (SocketException)
        {
            // Refused, or cut off: its end.
        }
    }

    /// <summary>The monitor's process; null if there is none.</summary>
    public static int? FindProcess(string workDirectory, string containerId)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(NameOf(workDirectory, containerId, Subject.Monitor));
        }
        catch (SocketException)
        {
            return null;
        }

        Span<byte> credentials = stackalloc byte[CredentialsSize];
        socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials);
        return MemoryMarshal.Read<int>(credentials);
    }

    private static UnixDomainSocketEndPoint NameOf(string workDirectory, string containerId, Subject subject) =>
        new($"\0mesos/{Fingerprint(workDirectory):x16}/{containerId}/{(subject == Subject.Container ? 'c' : 'm')}");

    /// <summary>FNV-1a: a name must fit into 107 bytes. Agents are few.</summary>
    private static ulong Fingerprint(string text)
    {
        const ulong basis = 14695981039346656037, prime = 1099511628211;
        return Encoding.UTF8.GetBytes(text).Aggregate(basis, (hash, value) => unchecked((hash ^ value) * prime));
    }
}
