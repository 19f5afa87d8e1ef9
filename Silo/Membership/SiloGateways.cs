using System.Net;
using System.Security.Cryptography;
using System.Text;
using MesosOrleans.Silo.Http;

namespace MesosOrleans.Silo.Membership;

/// <summary>The active silos as this one last saw them, itself first. The database is not asked: what is known counts also while it is lost.</summary>
internal sealed class SiloGateways : ISiloGateways, ISiloStatusListener, IDisposable
{
    private readonly ISiloStatusOracle _silos;
    private readonly IClusterMembershipService _membership;
    private readonly SiloCluster _cluster;
    private readonly SiloName _self;
    private TaskCompletionSource _changed = Fresh();

    public SiloGateways(ISiloStatusOracle silos, IClusterMembershipService membership, SiloCluster cluster, SiloAddresses own)
    {
        _silos = silos;
        _membership = membership;
        _cluster = cluster;
        _self = SiloName.Of(own);
        silos.SubscribeToSiloStatusEvents(this);
    }

    public string ClusterId => _cluster.Id;

    public string ServiceId => _cluster.ServiceId;

    public IReadOnlyList<string> Gateways => [.. Names().Select(name => new IPEndPoint(name.Http.Address, name.Gateway).ToString())];

    public IReadOnlyList<string> Masters => [.. Names().Select(name => name.Http.ToString())];

    /// <summary>The generations count: a silo that was restarted on the same ports is another one.</summary>
    public string Version => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
        ' ', Active().Select(silo => silo.ToParsableString()).Order(StringComparer.Ordinal)))), 0, 8);

    public long MembersVersion => _membership.CurrentSnapshot.Version.Value;

    public Task Changed => Volatile.Read(ref _changed).Task;

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status) =>
        Interlocked.Exchange(ref _changed, Fresh()).TrySetResult();

    public void Dispose() => _silos.UnSubscribeFromSiloStatusEvents(this);

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private List<SiloAddress> Active() => [.. _silos.GetApproximateSiloStatuses(onlyActive: true).Keys];

    private IEnumerable<SiloName> Names() => Active()
        .Select(silo => _silos.TryGetSiloName(silo, out var text) && SiloName.TryParse(text, out var name) ? name with { Key = null } : null)
        .OfType<SiloName>()
        .Distinct()
        .OrderBy(name => name == _self ? "" : name.ToString(), StringComparer.Ordinal);
}
