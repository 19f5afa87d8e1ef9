using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using MesosOrleans.Flags;
using MesosOrleans.Hosting;

namespace MesosOrleans.Silo;

/// <summary>Where this silo listens: HTTP for people and tools, one port for other silos, one for agents and frameworks.</summary>
/// <param name="Listen">The address that is bound.</param>
/// <param name="Advertised">The address that others use; differs if all addresses are bound.</param>
/// <param name="Http">Port of HTTP.</param>
/// <param name="Silo">Port between silos.</param>
/// <param name="Gateway">Port of clients.</param>
internal sealed record SiloAddresses(IPAddress Listen, IPAddress Advertised, int Http, int Silo, int Gateway)
{
    /// <summary>Takes what the flags say, and free ports for zeros.</summary>
    /// <exception cref="PortInUseException">A port is taken.</exception>
    public static SiloAddresses Claim(FlagValues flags)
    {
        var listen = flags.Get(SiloFlags.Ip);
        var ports = Ports.Claim(
            listen,
            (SiloFlags.Port.Name, flags.Get(SiloFlags.Port)),
            (SiloFlags.SiloPort.Name, flags.Get(SiloFlags.SiloPort)),
            (SiloFlags.GatewayPort.Name, flags.Get(SiloFlags.GatewayPort)));
        return new SiloAddresses(listen, listen.Equals(IPAddress.Any) ? OwnAddress() : listen, ports[0], ports[1], ports[2]);
    }

    /// <summary>An address of this machine that others can reach; loopback if there is no other.</summary>
    private static IPAddress OwnAddress() =>
        NetworkInterface.GetAllNetworkInterfaces()
            .Where(card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork) ?? IPAddress.Loopback;
}
