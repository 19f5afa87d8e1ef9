using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MesosOrleans.Http;

/// <summary>The body of a JSON endpoint, with JSONP where a client asks for it.</summary>
/// <param name="ContentType"><c>application/json</c> or, for JSONP, <c>text/javascript</c>.</param>
/// <param name="Body">UTF-8.</param>
public sealed record JsonAnswer(string ContentType, ReadOnlyMemory<byte> Body)
{
    private const int CallbackMax = 128;

    /// <summary>
    /// For the contexts of the endpoints' documents: quotes and letters stay readable, as in Mesos. Each context needs one of its own.
    /// </summary>
    public static JsonSerializerOptions Options() => new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The answer that holds a document.</summary>
    /// <param name="document">What to write.</param>
    /// <param name="type">From a source-generated context.</param>
    /// <param name="callback">The query's <c>jsonp</c>; null or empty for plain JSON. See <see cref="IsCallback"/>.</param>
    public static JsonAnswer Of<T>(T document, JsonTypeInfo<T> type, string? callback = null)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(document, type);
        return string.IsNullOrEmpty(callback)
            ? new JsonAnswer("application/json", json)
            : new JsonAnswer("text/javascript", (byte[])[.. System.Text.Encoding.UTF8.GetBytes(callback), (byte)'(', .. json, .. ");"u8]);
    }

    /// <summary>
    /// Whether a text may stand as the callback of JSONP: a name, perhaps with dots and brackets, as libraries make it. Stricter than
    /// Mesos on purpose, which writes
    /// whatever script the query holds.
    /// </summary>
    public static bool IsCallback(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= CallbackMax && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$' or '.' or '[' or ']');
    }
}
