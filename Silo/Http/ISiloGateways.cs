namespace MesosOrleans.Silo.Http;

/// <summary>Where clients of Orleans find this cluster.</summary>
public interface ISiloGateways
{
    string ClusterId { get; }

    string ServiceId { get; }

    /// <summary><c>IP:PORT</c> each, as they are now.</summary>
    IReadOnlyList<string> Gateways { get; }

    /// <summary><c>IP:PORT</c> of the HTTP of each, in the same order.</summary>
    IReadOnlyList<string> Masters { get; }

    /// <summary>Another text when the silos are others; the same at all silos that see the same ones.</summary>
    string Version { get; }

    /// <summary>The newest version of the cluster's membership that this silo has read: of two silos that do not see the same, the one with the higher is right.</summary>
    long MembersVersion { get; }

    /// <summary>Ends when a silo comes or goes.</summary>
    Task Changed { get; }
}
