using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MesosOrleans.Authentication;

/// <summary>The four messages of SCRAM as text (RFC 5802, section 7). Nothing is accepted that a sound side does not write: extensions that are mandatory are refused, as they must be.</summary>
public static class ScramText
{
    /// <summary>No sound message is longer, in characters.</summary>
    public const int LengthMax = 4096;

    /// <summary>The client's first message without its header: name and nonce.</summary>
    public static string FirstBare(string principal, string nonce)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return $"n={principal.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal)},r={nonce}";
    }

    /// <summary>The server's first message.</summary>
    public static string ServerFirst(string nonce, ScramKeys keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return string.Create(CultureInfo.InvariantCulture, $"r={nonce},s={Convert.ToBase64String(keys.Salt)},i={keys.Iterations}");
    }

    /// <summary>The client's last message without its proof.</summary>
    public static string FinalBare(string nonce) => $"c=biws,r={nonce}";

    /// <summary>Reads the client's first message; false: it is malformed, or wants what is not offered (channel binding, another identity).</summary>
    public static bool TryReadFirst(string message, [NotNullWhen(true)] out string? principal, [NotNullWhen(true)] out string? nonce)
    {
        ArgumentNullException.ThrowIfNull(message);
        (principal, nonce) = (null, null);
        if (message.Length > LengthMax || !(message.StartsWith("n,,", StringComparison.Ordinal) || message.StartsWith("y,,", StringComparison.Ordinal)))
        {
            return false;
        }

        var parts = message[3..].Split(',');
        if (parts.Length < 2 || !TryValue(parts[0], 'n', out var name) || !TryUnescape(name, out principal) || !TryValue(parts[1], 'r', out nonce))
        {
            return false;
        }

        return IsNonce(nonce);
    }

    /// <summary>Reads the server's first message.</summary>
    public static bool TryReadServerFirst(string message, [NotNullWhen(true)] out string? nonce, [NotNullWhen(true)] out byte[]? salt, out int iterations)
    {
        ArgumentNullException.ThrowIfNull(message);
        (nonce, salt, iterations) = (null, null, 0);
        var parts = message.Split(',');
        return message.Length <= LengthMax
            && parts.Length >= 3
            && TryValue(parts[0], 'r', out nonce) && IsNonce(nonce)
            && TryValue(parts[1], 's', out var salted) && TryBase64(salted, out salt)
            && TryValue(parts[2], 'i', out var count)
            && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out iterations)
            && iterations is > 0 and <= ScramSha256.IterationsMax;
    }

    /// <summary>Reads the client's last message: the nonce, the proof, and what of the message is signed.</summary>
    public static bool TryReadFinal(
        string message, [NotNullWhen(true)] out string? nonce, [NotNullWhen(true)] out byte[]? proof, [NotNullWhen(true)] out string? bare)
    {
        ArgumentNullException.ThrowIfNull(message);
        (nonce, proof, bare) = (null, null, null);
        var last = message.LastIndexOf(",p=", StringComparison.Ordinal);
        if (message.Length > LengthMax || last < 0)
        {
            return false;
        }

        bare = message[..last];
        var parts = bare.Split(',');
        // c= is the header in Base64: "n,," or "y,,".
        return parts.Length >= 2
            && parts[0] is "c=biws" or "c=eSws"
            && parts.Length >= 2
            && TryValue(parts[1], 'r', out nonce)
            && TryBase64(message[(last + 3)..], out proof);
    }

    /// <summary>Reads the server's last message: its signature; false if it is an error or malformed.</summary>
    public static bool TryReadServerFinal(string message, [NotNullWhen(true)] out byte[]? signature)
    {
        ArgumentNullException.ThrowIfNull(message);
        signature = null;
        return message.Length <= LengthMax && TryValue(message.Split(',')[0], 'v', out var value) && TryBase64(value, out signature);
    }

    private static bool TryValue(string part, char name, [NotNullWhen(true)] out string? value)
    {
        value = part.Length > 2 && part[0] == name && part[1] == '=' ? part[2..] : null;
        return value is not null;
    }

    private static bool IsNonce(string nonce) => nonce.All(c => c is > ' ' and <= '~' and not ',');

    private static bool TryBase64(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        var buffer = new byte[text.Length];
        var sound = Convert.TryFromBase64String(text, buffer, out var length) && length > 0;
        bytes = sound ? buffer[..length] : null;
        return sound;
    }

    private static bool TryUnescape(string name, [NotNullWhen(true)] out string? principal)
    {
        principal = name.Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "\0", StringComparison.Ordinal);
        var sound = !principal.Contains('=', StringComparison.Ordinal) && !name.Contains('\0', StringComparison.Ordinal);
        principal = sound ? principal.Replace('\0', '=') : null;
        return sound;
    }
}
