using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace MesosOrleans.Authentication;

/// <summary>
/// The keys by which one silo checks proofs, derived from a secret once and again when it changes. A salt follows from the principal and something that only this process knows, so that a principal that does
/// not exist has one as well, the same each time: who asks cannot tell (RFC 5802, section 9).
/// </summary>
/// <param name="saltKey">Random, of 32 bytes.</param>
public sealed class ScramKeyring(byte[] saltKey)
{
    private const int SaltLength = 16;

    private readonly ConcurrentDictionary<string, (string Secret, ScramKeys Keys)> _known = new(StringComparer.Ordinal);

    /// <summary>The keys of a principal; of an unknown one (null) those of a secret that nobody has.</summary>
    public ScramKeys Of(string principal, Credential? credential)
    {
        if (credential is null)
        {
            _known.TryRemove(principal, out _);
            var none = HMACSHA256.HashData(saltKey, Encoding.UTF8.GetBytes("nobody:" + principal));
            return new ScramKeys(SaltOf(principal), ScramSha256.Iterations, none, none);
        }

        if (_known.TryGetValue(principal, out var known) && known.Secret == credential.Secret)
        {
            return known.Keys;
        }

        var keys = ScramSha256.KeysOf(credential.Secret, SaltOf(principal), ScramSha256.Iterations);
        _known[principal] = (credential.Secret, keys);
        return keys;
    }

    private byte[] SaltOf(string principal) => HMACSHA256.HashData(saltKey, Encoding.UTF8.GetBytes(principal))[..SaltLength];
}
