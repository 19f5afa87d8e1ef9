using System.Security.Cryptography;
using System.Text;

namespace MesosOrleans.Authentication;

/// <summary>
/// CRAM-MD5 (RFC 2195), Mesos's only mechanism (rules 19.1 to 19.3): the challenge is an opaque text in angle brackets, the response the principal, a space and the HMAC-MD5 of the challenge under the secret
/// in small hexadecimal digits. It is kept for those who know nothing else: who listens can guess the secret at leisure.
/// </summary>
public static class CramMd5
{
    /// <summary>As SASL calls it.</summary>
    public const string Name = "CRAM-MD5";

    /// <summary>A challenge that nobody has seen before.</summary>
    /// <param name="nonce">Random, without white space.</param>
    /// <param name="host">Of the master.</param>
    public static string Challenge(string nonce, string host) => $"<{nonce}@{host}>";

    /// <summary>What the principal answers to a challenge.</summary>
    public static string Respond(Credential credential, string challenge)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return $"{credential.Principal} {Digest(credential.Secret, challenge)}";
    }

    /// <summary>The principal that a response names; null if it is not of this form.</summary>
    public static string? PrincipalOf(string response)
    {
        ArgumentNullException.ThrowIfNull(response);
        var space = response.LastIndexOf(' ');
        return space > 0 ? response[..space] : null;
    }

    /// <summary>Whether a response to the challenge shows the secret; the time it takes says nothing about how wrong it is.</summary>
    public static bool Verify(Credential credential, string challenge, string response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Respond(credential, challenge)), Encoding.UTF8.GetBytes(response));
    }

#pragma warning disable CA5351 // The mechanism is what it is; nothing else here uses MD5.
    private static string Digest(string secret, string challenge) =>
        Convert.ToHexStringLower(HMACMD5.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(challenge)));
#pragma warning restore CA5351
}
