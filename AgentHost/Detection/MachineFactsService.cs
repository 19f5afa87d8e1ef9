using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace MesosOrleans.AgentHost.Detection;

/// <summary>Asks the operating system.</summary>
internal static class MachineFactsService
{
    private const string MemoryInfo = "/proc/meminfo";
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";

    public static MachineFacts Read(string workDirectory) => new(Environment.ProcessorCount, Memory(), Disk(workDirectory));

    /// <summary>
    /// What others call a machine that listens on this address: if that means all addresses, one of them that is not loopback, if there is
    /// one.
    /// </summary>
    public static IPAddress Reachable(IPAddress listen) => !listen.Equals(IPAddress.Any) && !listen.Equals(IPAddress.IPv6Any)
        ? listen
        : NetworkInterface.GetAllNetworkInterfaces()
            .Where(card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork) ?? IPAddress.Loopback;

    /// <summary>Names the time since the machine was started; empty where the system does not say.</summary>
    public static string BootId() => File.Exists(BootIdFile) ? File.ReadAllText(BootIdFile).Trim() : "";

    private static long? Memory()
    {
        try
        {
            var line = File.ReadLines(MemoryInfo).First(line => line.StartsWith("MemTotal:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException or FormatException)
        {
            // Not Linux: the collector knows what the process may use.
            return GC.GetGCMemoryInfo().TotalAvailableMemoryBytes is > 0 and var bytes ? bytes : null;
        }
    }

    private static long? Disk(string workDirectory)
    {
        try
        {
            return new DriveInfo(workDirectory).TotalSize;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
