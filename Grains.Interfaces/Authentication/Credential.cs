namespace MesosOrleans.Authentication;

/// <summary>Who somebody is, and the secret that shows it (mesos.proto Credential). Its text never has the secret in it.</summary>
/// <param name="Principal">Not empty.</param>
/// <param name="Secret">As it stands in the file; compared in constant time only.</param>
public sealed record Credential(string Principal, string Secret)
{
    /// <summary>The principal alone.</summary>
    public override string ToString() => Principal;
}

/// <summary>Credentials cannot be used; the message is for the operator and has no secret in it.</summary>
public sealed class CredentialsException(string message, Exception? inner = null) : Exception(message, inner);
