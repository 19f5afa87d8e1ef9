using System.Net;
using MesosOrleans.Silo.Http;

namespace MesosOrleans.Silo.Membership;

/// <summary>The active silos as this one last saw them, itself first. The database is not asked: what is known counts also while it is lost.</summary>
internal sealed class SiloGateways(ISiloStatusOracle silos, SiloCluster cluster, SiloAddresses own) : ISiloGateways
{
    public string ClusterId => cluster.Id;

    public string ServiceId => cluster.ServiceId;

    public IReadOnlyList<string> Gateways => [.. Names().Select(name => new IPEndPoint(name.Http.Address, name.Gateway).ToString())];

    public IReadOnlyList<string> Masters => [.. Names().Select(name => name.Http.ToString())];

    private IEnumerable<SiloName> Names()
    {
        var self = SiloName.Of(own);
        return silos.GetApproximateSiloStatuses(onlyActive: true).Keys
            .Select(silo => silos.TryGetSiloName(silo, out var text) && SiloName.TryParse(text, out var name) ? name : null)
            .OfType<SiloName>()
            .Distinct()
            .OrderBy(name => name == self ? "" : name.ToString(), StringComparer.Ordinal);
    }
}
