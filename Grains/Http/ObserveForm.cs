using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MesosOrleans.Http;

/// <summary>
/// <c>/master/observe</c> (Mesos 0.19 <c>src/master/http.cpp:241</c>): what a monitor says of hosts, echoed. The body is a form; it is split first, then each value is decoded. A pair with more than one <c>=</c>
/// is dropped, of a name that comes twice the last counts.
/// </summary>
public static class ObserveForm
{
    /// <summary>The answer; null, and why, if a field is missing or cannot be read.</summary>
    public static ObserveDocument? Read(string body, out string problem)
    {
        ArgumentNullException.ThrowIfNull(body);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in body.Split('&', ';'))
        {
            if (pair.Split('=') is [var name, .. var rest] && rest.Length <= 1)
            {
                fields[name] = rest is [var value] ? value : "";
            }
        }

        problem = "";
        var monitor = Take(fields, "monitor", ref problem);
        var hosts = Take(fields, "hosts", ref problem);
        var level = Take(fields, "level", ref problem);
        return problem.Length > 0 ? null : new ObserveDocument(
            [.. hosts.Split(',', StringSplitOptions.RemoveEmptyEntries)], string.Equals(level, "OK", StringComparison.OrdinalIgnoreCase), monitor);
    }

    private static string Take(Dictionary<string, string> fields, string name, ref string problem)
    {
        if (problem.Length > 0)
        {
            return "";
        }

        if (!fields.TryGetValue(name, out var text))
        {
            problem = $"Missing value for '{name}'.\n";
            return "";
        }

        if (text.Length == 0)
        {
            problem = $"Empty string for '{name}'.\n";
            return "";
        }

        var percent = text.IndexOf('%', StringComparison.Ordinal);
        for (; percent >= 0; percent = text.IndexOf('%', percent + 1))
        {
            if (percent + 2 >= text.Length || !char.IsAsciiHexDigit(text[percent + 1]) || !char.IsAsciiHexDigit(text[percent + 2]))
            {
                problem = $"Failed to decode '{text}' of '{name}': expected two hexadecimal digits behind each %.\n";
                return "";
            }
        }

        return Uri.UnescapeDataString(text.Replace('+', ' '));
    }
}

/// <summary>What <c>/master/observe</c> answers; the keys are in sorted order.</summary>
public sealed record ObserveDocument(
    [property: JsonPropertyName("hosts")] ImmutableArray<string> Hosts,
    [property: JsonPropertyName("isHealthy")] bool IsHealthy,
    [property: JsonPropertyName("monitor")] string Monitor);

/// <summary>The reflection-free JSON of it.</summary>
[JsonSerializable(typeof(ObserveDocument))]
public sealed partial class ObserveJson : JsonSerializerContext;
