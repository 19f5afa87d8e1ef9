using MesosOrleans.Authentication;

namespace MesosOrleans.Silo.Membership;

/// <summary>The keys of the active silos, out of their names, as this one last saw them. A silo that is gone has none any more, and what it has signed is void.</summary>
internal sealed class MemberKeys : ISessionKeys, ISiloStatusListener, IDisposable
{
    private readonly ISiloStatusOracle _silos;
    private readonly string _own;
    private volatile Dictionary<string, string>? _known;

    public MemberKeys(ISiloStatusOracle silos, SessionSigner signer)
    {
        _silos = silos;
        _own = signer.PublicKey;
        silos.SubscribeToSiloStatusEvents(this);
    }

    public string? Find(string keyId) => (_known ??= Read()).GetValueOrDefault(keyId);

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status) => _known = null;

    public void Dispose() => _silos.UnSubscribeFromSiloStatusEvents(this);

    private Dictionary<string, string> Read()
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal) { [SessionSigner.IdOf(_own)] = _own };
        foreach (var silo in _silos.GetApproximateSiloStatuses(onlyActive: true).Keys)
        {
            if (_silos.TryGetSiloName(silo, out var text) && SiloName.TryParse(text, out var name) && name.Key is { } key)
            {
                keys[SessionSigner.IdOf(key)] = key;
            }
        }

        return keys;
    }
}
