using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MesosOrleans.Wire;

/// <summary>Writes a message's JSON; numbers are numbers, bytes are base64, a double shows its point as Mesos writes it.</summary>
internal sealed class JsonMessageWriter : IDisposable
{
    // Quotes and letters stay readable, as in Mesos; the bodies are no HTML.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Utf8JsonWriter _json;

    public JsonMessageWriter(Dialect dialect)
    {
        IsV1 = dialect == Dialect.V1;
        _json = new Utf8JsonWriter(_bytes, Options);
    }

    public bool IsV1 { get; }

    public byte[] ToArray()
    {
        _json.Flush();
        return _bytes.WrittenSpan.ToArray();
    }

    public void Dispose() => _json.Dispose();

    public void Begin() => _json.WriteStartObject();

    public void End() => _json.WriteEndObject();

    public void BeginList() => _json.WriteStartArray();

    public void EndList() => _json.WriteEndArray();

    public void Name(ReadOnlySpan<byte> name) => _json.WritePropertyName(name);

    public void Bool(bool value) => _json.WriteBooleanValue(value);

    public void Int32(int value) => _json.WriteNumberValue(value);

    public void UInt32(uint value) => _json.WriteNumberValue(value);

    public void Int64(long value) => _json.WriteNumberValue(value);

    public void UInt64(ulong value) => _json.WriteNumberValue(value);

    public void Double(double value)
    {
        Span<byte> text = stackalloc byte[40];
        if (!double.IsFinite(value))
        {
            _json.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
            return;
        }

        value.TryFormat(text, out var length, provider: CultureInfo.InvariantCulture);
        if (text[..length].IndexOfAny(".E"u8) < 0)
        {
            ".0"u8.CopyTo(text[length..]);
            length += 2;
        }

        _json.WriteRawValue(text[..length], skipInputValidation: true);
    }

    /// <summary>Half a surrogate pair, which UTF-8 cannot hold, becomes U+FFFD, as in protobuf.</summary>
    public void String(string value)
    {
        if (value.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            value = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value));
        _json.WriteStringValue(value);
    }

    /// <summary>A text that is known to need no care: an enum's name.</summary>
    public void Text(ReadOnlySpan<byte> value) => _json.WriteStringValue(value);

    public void Bytes(ImmutableArray<byte> value) => _json.WriteBase64StringValue(value.AsSpan());

    public void Guid(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        _json.WriteBase64StringValue(bytes);
    }

    public void Duration(TimeSpan value)
    {
        Begin();
        Name("nanoseconds"u8);
        Int64(DurationInfo.Nanoseconds(value));
        End();
    }
}
