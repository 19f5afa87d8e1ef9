using System.Text.Json.Nodes;
using MesosOrleans.Values;

namespace MesosOrleans.Http;

/// <summary>Attributes as every endpoint shows them: an object of numbers (scalars) and texts (ranges and text), by name.</summary>
public static class AttributesDocument
{
    /// <summary>The document of a value. Of a name that occurs more than once the last one counts, as in Mesos.</summary>
    public static SortedDictionary<string, JsonNode> Of(Attributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        var document = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var entry in attributes.Entries)
        {
            document[entry.Name] = entry.Type == Values.ValueType.Scalar
                ? JsonValue.Create(entry.Milli / 1000.0)
                : JsonValue.Create(entry.ValueText);
        }

        return document;
    }
}
