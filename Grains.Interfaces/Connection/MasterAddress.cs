using System.Globalization;

namespace MesosOrleans.Connection;

/// <summary>Where silos answer HTTP: one or several <c>HOST:PORT</c>, separated by commas; <c>http://</c> and Mesos's <c>master@</c> before them are accepted.</summary>
public static class MasterAddress
{
    /// <summary>The base addresses, each ending in a slash.</summary>
    /// <exception cref="FormatException">The text is not such a list; the message says what is expected.</exception>
    public static IReadOnlyList<Uri> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var addresses = new List<Uri>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var bare = Strip(Strip(part, "http://"), "master@").TrimEnd('/');
            var colon = bare.LastIndexOf(':');
            if (colon <= 0
                || !ushort.TryParse(bare.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
                || port == 0
                || !Uri.TryCreate($"http://{bare}/", UriKind.Absolute, out var address))
            {
                throw new FormatException($"'{part}' is no address of a master: expected HOST:PORT, for example 127.0.0.1:5050");
            }

            addresses.Add(address);
        }

        return addresses.Count > 0
            ? addresses
            : throw new FormatException("the address of a master is empty: expected HOST:PORT, for example 127.0.0.1:5050");
    }

    private static string Strip(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? text[prefix.Length..] : text;
}
