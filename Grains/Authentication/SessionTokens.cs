using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace MesosOrleans.Authentication;

/// <summary>What a token says once its signature has been checked.</summary>
/// <param name="Principal">Who shows it.</param>
/// <param name="Expires">Until when.</param>
/// <param name="KeyId">Which silo has signed it.</param>
public sealed record SessionClaim(string Principal, DateTimeOffset Expires, string KeyId);

/// <summary>
/// The text of a session: <c>key.expiry.principal.signature</c>. It can be read by whoever holds it, and changed by nobody: the signature is over everything before it.
/// </summary>
public static class SessionTokens
{
    /// <summary>How long a session lasts. It ends earlier with the silo that gave it, and when the principal is taken out of the credentials.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>No token of ours is longer.</summary>
    public const int LengthMax = 8192;

    public static SessionToken Make(SessionSigner signer, string principal, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(signer);
        var said = string.Create(
            CultureInfo.InvariantCulture,
            $"{SessionSigner.IdOf(signer.PublicKey)}.{(now + Lifetime).ToUnixTimeSeconds()}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(principal))}");
        return new SessionToken($"{said}.{signer.Sign(said)}", Lifetime);
    }

    /// <summary>What a token says; null if it was not signed by a silo whose key is known, or is no token. Whether it has expired is not looked at.</summary>
    /// <param name="token">Any text.</param>
    /// <param name="keyOf">The public key of an ID; null if no silo of the cluster has it.</param>
    public static SessionClaim? Read(string token, Func<string, string?> keyOf)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(keyOf);
        return token.Length <= LengthMax
            && token.Split('.') is [var keyId, var expiry, var principal, var signature]
            && keyOf(keyId) is { } key
            && long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            && Base64Url.IsValid(signature)
            && Base64Url.IsValid(principal)
            && SessionSigner.Verify(key, token[..token.LastIndexOf('.')], Base64Url.DecodeFromChars(signature))
                ? new SessionClaim(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(principal)), DateTimeOffset.FromUnixTimeSeconds(seconds), keyId)
                : null;
    }
}
