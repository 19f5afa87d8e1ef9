using System.Security.Cryptography;
using System.Text;

namespace MesosOrleans.Authentication;

/// <summary>
/// The arithmetic of SCRAM-SHA-256 (RFC 5802, section 3; RFC 7677), the default between our own parts: the secret never travels, both sides show that they know it, and who listens learns
/// nothing to replay. Secrets are taken as the UTF-8 that stands in the files, without SASLprep: both ends read the same kind of file.
/// </summary>
public static class ScramSha256
{
    /// <summary>As SASL calls it.</summary>
    public const string Name = "SCRAM-SHA-256";

    /// <summary>The header of a client without channel binding: the connection's own TLS is not told to it.</summary>
    public const string Header = "n,,";

    /// <summary>How often the secret is hashed; RFC 7677's least.</summary>
    public const int Iterations = 4096;

    /// <summary>More than a client follows: a server that asks for more wants to keep it busy.</summary>
    public const int IterationsMax = 1_000_000;

    /// <summary>The salted secret: RFC 5802's Hi().</summary>
    public static byte[] Salted(string secret, ReadOnlySpan<byte> salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(secret), salt, iterations, HashAlgorithmName.SHA256, 32);

    /// <summary>What a server keeps of a secret.</summary>
    public static ScramKeys KeysOf(string secret, byte[] salt, int iterations)
    {
        var salted = Salted(secret, salt, iterations);
        return new ScramKeys(salt, iterations, StoredKeyOf(salted), ServerKeyOf(salted));
    }

    /// <summary>The client's proof, of 32 bytes.</summary>
    public static byte[] Proof(byte[] salted, string authMessage)
    {
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        return Xor(clientKey, HMACSHA256.HashData(SHA256.HashData(clientKey), Encoding.UTF8.GetBytes(authMessage)));
    }

    /// <summary>Whether a proof shows the secret, in constant time.</summary>
    public static bool Verify(ScramKeys keys, string authMessage, ReadOnlySpan<byte> proof)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (proof.Length != SHA256.HashSizeInBytes)
        {
            return false;
        }

        var clientKey = Xor(proof, HMACSHA256.HashData(keys.StoredKey, Encoding.UTF8.GetBytes(authMessage)));
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(clientKey), keys.StoredKey);
    }

    /// <summary>By which the server shows that it knows the secret, too.</summary>
    public static byte[] ServerSignature(byte[] serverKey, string authMessage) => HMACSHA256.HashData(serverKey, Encoding.UTF8.GetBytes(authMessage));

    /// <summary>Of a salted secret.</summary>
    public static byte[] ServerKeyOf(byte[] salted) => HMACSHA256.HashData(salted, "Server Key"u8);

    private static byte[] StoredKeyOf(byte[] salted) => SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));

    private static byte[] Xor(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var result = new byte[one.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = (byte)(one[i] ^ other[i]);
        }

        return result;
    }
}

/// <summary>What a server needs to check a proof: the secret cannot be had from it without guessing.</summary>
public sealed record ScramKeys(byte[] Salt, int Iterations, byte[] StoredKey, byte[] ServerKey)
{
    /// <summary>Without the keys.</summary>
    public override string ToString() => $"keys of {Iterations} iterations";
}
