using System.Text;

namespace MesosOrleans.Authentication;

/// <summary>The <c>Authorization</c> header of Basic authentication (RFC 7617): principal and secret in Base64, the principal without a colon.</summary>
public static class BasicHeader
{
    private const string Scheme = "Basic ";

    /// <summary>What it shows; null if it is missing, of another scheme, or malformed.</summary>
    public static Credential? Read(string? header)
    {
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var text = header[Scheme.Length..].Trim();
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [{ Length: > 0 } principal, var secret]
                ? new Credential(principal, secret)
                : null;
    }
}
