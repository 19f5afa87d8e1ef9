using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace MesosOrleans.Silo.Membership;

/// <summary>
/// How a silo is called in the membership table: where it answers HTTP, and the port where it takes clients (<c>10.0.0.1:5050/30000</c>). So each
/// silo knows these of all others without asking anybody.
/// </summary>
internal sealed record SiloName(IPEndPoint Http, int Gateway)
{
    public static SiloName Of(SiloAddresses addresses) => new(new IPEndPoint(addresses.Advertised, addresses.Http), addresses.Gateway);

    public static bool TryParse(string? text, [NotNullWhen(true)] out SiloName? name)
    {
        var slash = text?.LastIndexOf('/') ?? -1;
        name = slash > 0
            && IPEndPoint.TryParse(text.AsSpan(0, slash), out var http)
            && ushort.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var gateway)
                ? new SiloName(http, gateway)
                : null;
        return name is not null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Http}/{Gateway}");
}
