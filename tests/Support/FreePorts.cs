using System.Net;
using System.Net.Sockets;

namespace MesosOrleans.Tests.Support;

/// <summary>
/// Ports on loopback that nobody listens at. They are below those that the system gives to outgoing connections, one of which could otherwise take a port between its choice and its use, and each is given once.
/// </summary>
public static class FreePorts
{
    private const int First = 12_000;
    private const int Last = 32_000;

    private static int _next = Random.Shared.Next(First, Last);

    public static int Next()
    {
        while (true)
        {
            var port = First + (int)((uint)(Interlocked.Increment(ref _next) - First) % (Last - First));
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one, then.
            }
        }
    }

    /// <summary>So many, all different.</summary>
    public static int[] Next(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];
}
