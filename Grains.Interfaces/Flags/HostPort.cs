using System.Globalization;

namespace MesosOrleans.Flags;

/// <summary>Where a process listens: <c>HOST:PORT</c>.</summary>
/// <param name="Host">A name or an address; an IPv6 address without its brackets.</param>
/// <param name="Port">1 to 65535.</param>
public sealed record HostPort(string Host, int Port)
{
    private const string Expected = "expected HOST:PORT, for example 127.0.0.1:5050 or [::1]:5050";

    /// <summary>The base of the process's HTTP paths, without a final slash.</summary>
    public string Url => $"http://{this}";

    /// <summary>
    /// Reads <c>HOST:PORT</c>, <c>[IPv6]:PORT</c>, or the form that Mesos logs print, <c>master@HOST:PORT</c>.
    /// </summary>
    /// <param name="text">For example <c>127.0.0.1:5050</c>.</param>
    /// <exception cref="FormatException">The text is none of these; the message names it, what is expected, and an example.</exception>
    public static HostPort Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith("zk://", StringComparison.Ordinal))
        {
            throw new FormatException($"'{text}' names a ZooKeeper, which is not needed here: {Expected}");
        }

        var address = text.StartsWith("master@", StringComparison.Ordinal) ? text["master@".Length..] : text;
        var colon = address.LastIndexOf(':');
        if (colon <= 0
            || !ushort.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port == 0
            || Uri.CheckHostName(address[..colon]) == UriHostNameType.Unknown)
        {
            throw new FormatException($"'{text}' is not an address: {Expected}");
        }

        var host = address[..colon];
        return host.Contains(':', StringComparison.Ordinal) && host[0] != '['
            ? throw new FormatException($"'{text}' is not an address: write an IPv6 address in brackets; {Expected}")
            : new HostPort(host.Trim('[', ']'), port);
    }

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() =>
        Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
