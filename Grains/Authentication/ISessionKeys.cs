namespace MesosOrleans.Authentication;

/// <summary>The public keys of the silos that are members of the cluster.</summary>
public interface ISessionKeys
{
    /// <summary>The key of an ID (<see cref="SessionSigner.IdOf"/>); null if no member has it.</summary>
    string? Find(string keyId);
}
