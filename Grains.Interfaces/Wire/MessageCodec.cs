using System.Text.Json;

namespace MesosOrleans.Wire;

/// <summary>
/// The wire forms of one message: protobuf (proto2: unknown fields are ignored, a required field that is missing is an error) and JSON as
/// Mesos maps it (section 9 of the facts on the v1 API). One is derived for each record with <see cref="MessageAttribute"/>. Safe for several threads.
/// </summary>
public abstract class MessageCodec<T>
{
    /// <summary>The message in protobuf, fields by number.</summary>
    public byte[] ToProtobuf(T message, Dialect dialect)
    {
        using var writer = new ProtobufWriter(dialect);
        Write(writer, message);
        return writer.ToArray();
    }

    /// <summary>Reads a message that fills the bytes.</summary>
    /// <exception cref="MessageException">The bytes are no such message.</exception>
    public T FromProtobuf(ReadOnlySpan<byte> bytes, Dialect dialect)
    {
        var reader = new ProtobufReader(bytes, dialect);
        return Read(ref reader);
    }

    /// <summary>The message in JSON, UTF-8, fields as the schema declares them.</summary>
    public byte[] ToJson(T message, Dialect dialect)
    {
        using var writer = new JsonMessageWriter(dialect);
        WriteJson(writer, message);
        return writer.ToArray();
    }

    /// <summary>Reads a message that fills the text.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="dialect">Whose names are expected; others are unknown and ignored.</param>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    /// <exception cref="MessageException">The JSON is no such message.</exception>
    public T FromJson(ReadOnlySpan<byte> json, Dialect dialect)
    {
        var reader = new JsonMessageReader(json, dialect);
        var message = ReadJson(ref reader);
        reader.End();
        return message;
    }

    internal abstract void Write(ProtobufWriter writer, T message);

    internal abstract T Read(ref ProtobufReader reader);

    internal abstract void WriteJson(JsonMessageWriter writer, T message);

    /// <summary>The reader stands on the message's first token, and stands on its last one afterwards.</summary>
    internal abstract T ReadJson(ref JsonMessageReader reader);
}
