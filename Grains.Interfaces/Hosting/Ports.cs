using System.Net;
using System.Net.Sockets;

namespace MesosOrleans.Hosting;

/// <summary>Finds out about ports before anything is started, so that a taken one is a clear message and not a half-started process.</summary>
public static class Ports
{
    /// <summary>The ports to use: those given, and a free one for each 0. All are free at the time of the call and different from each other.</summary>
    /// <param name="address">Where they will be bound.</param>
    /// <param name="wanted">The flag that each comes from, and its value.</param>
    /// <exception cref="PortInUseException">One of them is taken, or the address is not one of this machine.</exception>
    public static int[] Claim(IPAddress address, params ReadOnlySpan<(string Flag, int Port)> wanted)
    {
        var listeners = new List<TcpListener>(wanted.Length);
        try
        {
            foreach (var (flag, port) in wanted)
            {
                var listener = new TcpListener(address, port);
                listeners.Add(listener);
                try
                {
                    listener.Start();
                }
                catch (SocketException e)
                {
                    throw new PortInUseException(
                        $"--{flag}={port} cannot be used on {address}: {e.Message}; another process may have it. Give another port, or 0 for a free one");
                }
            }

            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners)
            {
                listener.Dispose();
            }
        }
    }
}

/// <summary>A port cannot be bound; the message is for the operator.</summary>
public sealed class PortInUseException(string message) : Exception(message);
