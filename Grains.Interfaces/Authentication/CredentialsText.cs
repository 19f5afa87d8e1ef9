using System.Collections.Immutable;
using System.Text.Json;

namespace MesosOrleans.Authentication;

/// <summary>
/// The text of a credentials file in either of Mesos's forms (rule 19.8): a line <c>principal secret</c> each, split at spaces, blank lines skipped; or the JSON
/// <c>{"credentials": [{"principal": "p", "secret": "s"}]}</c>, of which an agent's file may hold one alone. What is wrong is told by its line or number: the text itself may be a secret.
/// </summary>
public static class CredentialsText
{
    /// <summary>No sound file is longer, in characters.</summary>
    public const int LengthMax = 4 << 20;

    private const string Expected = "expected 'principal secret' on each line, or {\"credentials\": [{\"principal\": \"...\", \"secret\": \"...\"}]}";

    /// <summary>All of them; at least one, each principal once.</summary>
    /// <exception cref="FormatException">The text is not such; the message says where.</exception>
    public static ImmutableArray<Credential> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > LengthMax)
        {
            throw new FormatException($"the text has more than {LengthMax} characters; {Expected}");
        }

        var found = text.AsSpan().TrimStart() is ['{', ..] ? FromJson(text) : FromLines(text);
        if (found.IsEmpty)
        {
            throw new FormatException($"there is no credential in it; {Expected}");
        }

        var principals = new HashSet<string>(StringComparer.Ordinal);
        var twice = found.FirstOrDefault(credential => !principals.Add(credential.Principal));
        return twice is null ? found : throw new FormatException($"principal '{twice.Principal}' is there twice; each has one secret");
    }

    /// <summary>The one that an agent's or a framework's file holds.</summary>
    /// <exception cref="FormatException">There is not exactly one.</exception>
    public static Credential ParseOne(string text) => Parse(text) is [var only]
        ? only
        : throw new FormatException("there are several credentials in it; expected exactly one: 'principal secret'");

    private static ImmutableArray<Credential> FromLines(string text)
    {
        var found = ImmutableArray.CreateBuilder<Credential>();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            switch (line.TrimEnd('\r').Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                case []:
                    break;
                case [var principal, var secret]:
                    found.Add(new Credential(principal, secret));
                    break;
                case var words:
                    throw new FormatException($"line {number} has {words.Length} words; {Expected}");
            }
        }

        return found.ToImmutable();
    }

    private static ImmutableArray<Credential> FromJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            return document.RootElement.TryGetProperty("credentials", out var list)
                ? [.. Items(list).Select((item, index) => One(item, $"credential {index + 1}"))]
                : [One(document.RootElement, "the credential")];
        }
        catch (JsonException e)
        {
            // Its own message may quote the text.
            var where = e.LineNumber is { } line ? $"is malformed at line {line + 1}" : "has a name twice in one object";
            throw new FormatException($"the JSON {where}; {Expected}");
        }
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement list) => list.ValueKind == JsonValueKind.Array
        ? list.EnumerateArray()
        : throw new FormatException($"'credentials' is no list; {Expected}");

    private static Credential One(JsonElement item, string which) =>
        item.ValueKind == JsonValueKind.Object && Text(item, "principal") is { Length: > 0 } principal && Text(item, "secret") is { Length: > 0 } secret
            ? new Credential(principal, secret)
            : throw new FormatException($"{which} has no principal or no secret, as texts that are not empty; {Expected}");

    private static string? Text(JsonElement item, string name)
    {
        try
        {
            return item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: no text.
            return null;
        }
    }
}
