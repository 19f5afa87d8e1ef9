using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace MesosOrleans.Authentication;

/// <summary>
/// The key pair with which one silo signs the sessions that it gives, drawn when the process starts and never written anywhere. Its public half stands in the silo's name in the membership table, so that all
/// silos can check what one has signed, and nobody but that silo can sign: there is no shared secret to keep or to rotate. What a silo has signed ends with it.
/// </summary>
public sealed class SessionSigner : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public SessionSigner()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        PublicKey = Base64Url.EncodeToString([.. point.X!, .. point.Y!]);
    }

    /// <summary>The public key: both coordinates, 86 letters of the URL-safe Base64.</summary>
    public string PublicKey { get; }

    /// <summary>The signature of a text.</summary>
    public string Sign(string text) => Base64Url.EncodeToString(_key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256));

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    /// <summary>A short name of a public key.</summary>
    public static string IdOf(string publicKey) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(publicKey)), 0, 8);

    /// <summary>Whether the owner of a public key has signed a text; false also if the key is none.</summary>
    public static bool Verify(string publicKey, string text, ReadOnlySpan<byte> signature)
    {
        const int Coordinate = 32;
        if (!Base64Url.IsValid(publicKey) || Base64Url.DecodeFromChars(publicKey) is not { Length: 2 * Coordinate } point)
        {
            return false;
        }

        try
        {
            using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = point[..Coordinate], Y = point[Coordinate..] } });
            return key.VerifyData(Encoding.UTF8.GetBytes(text), signature, HashAlgorithmName.SHA256);
        }
        catch (CryptographicException)
        {
            // No point of the curve.
            return false;
        }
    }
}
