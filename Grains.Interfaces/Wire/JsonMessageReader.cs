using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace MesosOrleans.Wire;

/// <summary>
/// Reads a message's JSON as Mesos does: unknown names are passed over, null means unset, a value that is no list counts as a list of one,
/// numbers and booleans may be texts, an enum's unknown name means unset.
/// </summary>
internal ref struct JsonMessageReader
{
    private Utf8JsonReader _json;

    public JsonMessageReader(ReadOnlySpan<byte> json, Dialect dialect)
    {
        _json = new Utf8JsonReader(json);
        IsV1 = dialect == Dialect.V1;
        Read();
    }

    public bool IsV1 { get; }

    /// <summary>Nothing may follow.</summary>
    public void End()
    {
        if (_json.Read())
            throw new JsonException("more follows the JSON value");
    }

    public readonly void BeginMessage()
    {
        if (_json.TokenType != JsonTokenType.StartObject)
            throw new MessageException($"Expecting a JSON object and not {Kind()}");
    }

    /// <summary>Goes to the next name of the object; false at its end.</summary>
    public bool NextName()
    {
        Read();
        return _json.TokenType == JsonTokenType.PropertyName;
    }

    public readonly bool NameIs(ReadOnlySpan<byte> name) => _json.ValueTextEquals(name);

    /// <summary>Goes to the name's value, which is no list; false if it is null.</summary>
    public bool Value()
    {
        Read();
        return _json.TokenType switch
        {
            JsonTokenType.Null => false,
            JsonTokenType.StartArray => throw new MessageException("Not expecting a JSON list for a field that is not repeated"),
            _ => true,
        };
    }

    public void SkipValue()
    {
        Read();
        _json.Skip();
    }

    /// <summary>Goes to the first item of the name's value; false if there is none.</summary>
    /// <param name="isList">For <see cref="NextItem"/>.</param>
    public bool FirstItem(out bool isList)
    {
        Read();
        isList = _json.TokenType == JsonTokenType.StartArray;
        return isList ? NextItem(true) : _json.TokenType != JsonTokenType.Null;
    }

    /// <summary>Goes to the next item; false at the list's end.</summary>
    public bool NextItem(bool isList)
    {
        if (!isList)
            return false;
        do
        {
            Read();
        }
        while (_json.TokenType == JsonTokenType.Null);
        return _json.TokenType switch
        {
            JsonTokenType.EndArray => false,
            JsonTokenType.StartArray => throw new MessageException("Not expecting a JSON list within a list"),
            _ => true,
        };
    }

    public readonly bool Bool() => _json.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.String when _json.ValueTextEquals("true"u8) => true,
        JsonTokenType.String when _json.ValueTextEquals("false"u8) => false,
        _ => throw Expecting("a boolean"),
    };

    public readonly int Int32() => Int64() is >= int.MinValue and <= int.MaxValue and var value ? (int)value : throw Expecting("a number of 32 bits");

    public readonly uint UInt32() => UInt64() is <= uint.MaxValue and var value ? (uint)value : throw Expecting("a number of 32 bits");

    public readonly long Int64() =>
        long.TryParse(Number(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value
        : Double() is >= -9.2e18 and <= 9.2e18 and var real ? (long)real
        : throw Expecting("a number of 64 bits");

    public readonly ulong UInt64() =>
        ulong.TryParse(Number(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
        : Double() is > -1 and <= 1.8e19 and var real ? (ulong)real
        : throw Expecting("a number of 64 bits that is not negative");

    public readonly double Double()
    {
        if (_json.TokenType == JsonTokenType.String)
        {
            if (_json.ValueTextEquals("Infinity"u8))
                return double.PositiveInfinity;
            if (_json.ValueTextEquals("-Infinity"u8))
                return double.NegativeInfinity;
            if (_json.ValueTextEquals("NaN"u8))
                return double.NaN;
        }

        return double.TryParse(Number(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw Expecting("a number");
    }

    public readonly string String()
    {
        if (_json.TokenType != JsonTokenType.String)
            throw Expecting("a string");
        try
        {
            return _json.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new MessageException("a string is not valid UTF-8", e);
        }
    }

    /// <summary>True if the text is this name of an enum.</summary>
    public readonly bool TextIs(ReadOnlySpan<byte> name) =>
        _json.TokenType == JsonTokenType.String ? _json.ValueTextEquals(name) : throw Expecting("the name of an enum's value");

    public readonly ImmutableArray<byte> Bytes()
    {
        if (_json.TokenType != JsonTokenType.String)
            throw Expecting("a string in base64");
        return _json.TryGetBytesFromBase64(out var bytes)
            ? System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(bytes)
            : throw new MessageException("Failed to base64 decode a field of bytes");
    }

    public readonly Guid Guid()
    {
        var bytes = Bytes();
        return bytes.Length == 16
            ? new Guid(bytes.AsSpan(), bigEndian: true)
            : throw new MessageException($"a UUID has 16 bytes and not {bytes.Length}");
    }

    public TimeSpan Duration()
    {
        BeginMessage();
        long? nanoseconds = null;
        while (NextName())
        {
            if (!NameIs("nanoseconds"u8))
                SkipValue();
            else if (Value())
                nanoseconds = Int64();
        }
        return DurationInfo.Of(nanoseconds ?? throw MessageException.Missing(("nanoseconds", true)));
    }

    private readonly ReadOnlySpan<byte> Number()
    {
        if (_json.TokenType is not (JsonTokenType.Number or JsonTokenType.String) || _json.ValueIsEscaped)
            throw Expecting("a number");
        return _json.ValueSpan;
    }

    private readonly MessageException Expecting(string what) => new($"Expecting {what} and not {Kind()}");

    private readonly string Kind() => _json.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        _ => "null",
    };

    private void Read()
    {
        if (!_json.Read())
            throw new JsonException("the text ends within the JSON value");
    }
}
