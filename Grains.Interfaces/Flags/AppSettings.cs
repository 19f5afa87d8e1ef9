using System.Collections.Immutable;
using System.Text.Json;

namespace MesosOrleans.Flags;

/// <summary>The section <c>Mesos</c> of an <c>appsettings.json</c>: flag names to texts, numbers or booleans.</summary>
public static class AppSettings
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads the section; empty if the file has none. Comments and trailing commas are allowed, as .NET does.</summary>
    /// <param name="json">The content of the file.</param>
    /// <param name="path">Its name, for the messages.</param>
    /// <returns>Names as they are written, values as text.</returns>
    /// <exception cref="FlagException">No JSON (with the line), no object, or a value that is not text, number or boolean.</exception>
    public static ImmutableDictionary<string, string> Read(string json, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Lenient);
            return Section(document.RootElement, path);
        }
        catch (JsonException problem)
        {
            throw new FlagException($"{path}, line {problem.LineNumber + 1}: this is not JSON: {problem.Message}", problem);
        }
    }

    private static ImmutableDictionary<string, string> Section(JsonElement root, string path)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new FlagException($"{path}: expected an object, for example {{ \"Mesos\": {{ \"port\": 5050 }} }}");
        }

        var sections = root.EnumerateObject().Where(one => one.Name.Equals("Mesos", StringComparison.OrdinalIgnoreCase)).ToList();
        return sections switch
        {
            [] => ImmutableDictionary<string, string>.Empty,
            [{ Value.ValueKind: JsonValueKind.Object } section] => Texts(section.Value, path),
            [_] => throw new FlagException($"{path}: Mesos must be an object, for example \"Mesos\": {{ \"port\": 5050 }}"),
            _ => throw new FlagException($"{path}: Mesos is there {sections.Count} times: keep one"),
        };
    }

    private static ImmutableDictionary<string, string> Texts(JsonElement section, string path)
    {
        var texts = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var setting in section.EnumerateObject())
        {
            var text = setting.Value.ValueKind switch
            {
                JsonValueKind.String => setting.Value.GetString()!,
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => setting.Value.GetRawText(),
                _ => throw new FlagException(
                    $"{path}: Mesos:{setting.Name} must be a text, a number, true or false, for example \"{setting.Name}\": \"…\""),
            };
            if (!texts.TryAdd(setting.Name, text))
            {
                throw new FlagException($"{path}: Mesos:{setting.Name} is there twice: keep one");
            }
        }

        return texts.ToImmutable();
    }
}
