using System.Globalization;

namespace MesosOrleans.AgentHost.Containerizers.Cgroups;

/// <summary>What control files hold: a number, or lines of a key and a number.</summary>
internal static class ControlText
{
    /// <summary>Null if the text is none, such as <c>max</c>.</summary>
    public static ulong? Number(string? text) => ulong.TryParse(text?.Trim(), CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The number of a key; null if the key is missing.</summary>
    public static ulong? Of(string? text, string key)
    {
        foreach (var line in (text ?? "").AsSpan().EnumerateLines())
        {
            if (line.Length > key.Length && line[key.Length] == ' ' && line.StartsWith(key, StringComparison.Ordinal))
                return ulong.TryParse(line[(key.Length + 1)..], CultureInfo.InvariantCulture, out var number) ? number : null;
        }

        return null;
    }
}
