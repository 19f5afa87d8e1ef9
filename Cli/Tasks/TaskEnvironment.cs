using System.Collections.Immutable;
using System.Text.Json;
using MesosOrleans.Protocol;

namespace MesosOrleans.Cli.Tasks;

/// <summary>The variables of a task as people give them: a JSON object of texts. Pure.</summary>
internal static class TaskEnvironment
{
    private const string Expected = "expected a JSON object of texts, for example {\"LANG\":\"C\"}";

    /// <exception cref="FormatException">The text is something else.</exception>
    public static ImmutableArray<EnvironmentVariable> Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException($"'{json}' is no JSON object: {Expected}");
            }

            return [.. document.RootElement.EnumerateObject().Select(Variable)];
        }
        catch (JsonException problem)
        {
            throw new FormatException($"'{json}' is not JSON ({problem.Message}): {Expected}", problem);
        }
    }

    private static EnvironmentVariable Variable(JsonProperty property)
    {
        var isName = property.Name.Length > 0 && !property.Name.AsSpan().ContainsAny('=', '\0');
        return isName && property.Value.ValueKind == JsonValueKind.String && !property.Value.GetString()!.Contains('\0', StringComparison.Ordinal)
            ? new EnvironmentVariable(property.Name, property.Value.GetString()!)
            : throw new FormatException($"'{property.Name}' is no variable with a text for its value: {Expected}");
    }
}
