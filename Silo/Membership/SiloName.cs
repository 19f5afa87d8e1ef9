using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace MesosOrleans.Silo.Membership;

/// <summary>
/// How a silo is called in the membership table: where it answers HTTP, the port where it takes clients, and the public key by which its sessions are checked
/// (<c>10.0.0.1:5050/30000/KEY</c>). So each silo knows these of all others without asking anybody.
/// </summary>
internal sealed record SiloName(IPEndPoint Http, int Gateway, string? Key = null)
{
    public static SiloName Of(SiloAddresses addresses, string? key = null) =>
        new(new IPEndPoint(addresses.Advertised, addresses.Http), addresses.Gateway, key);

    public static bool TryParse(string? text, [NotNullWhen(true)] out SiloName? name)
    {
        var parts = text?.Split('/') ?? [];
        name = parts.Length is 2 or 3
            && IPEndPoint.TryParse(parts[0], out var http)
            && ushort.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var gateway)
                ? new SiloName(http, gateway, parts.ElementAtOrDefault(2))
                : null;
        return name is not null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Http}/{Gateway}{(Key is null ? "" : $"/{Key}")}");
}
