using System.Collections.Frozen;

namespace MesosOrleans.Allocation;

/// <summary>Which slaves may be offered at all, by host name (<c>--whitelist</c>, rule 7.10).</summary>
public sealed class Whitelist
{
    private readonly FrozenSet<string>? _hostnames;

    private Whitelist(FrozenSet<string>? hostnames) => _hostnames = hostnames;

    /// <summary>Every slave.</summary>
    public static Whitelist Everybody { get; } = new(null);

    /// <summary>Reads a list: one host name a line; blanks around it and empty lines do not count. An empty list allows nobody.</summary>
    public static Whitelist Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Whitelist(text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal));
    }

    public bool Allows(string hostname) => _hostnames?.Contains(hostname) ?? true;
}
