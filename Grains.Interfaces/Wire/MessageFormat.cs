using System.Globalization;

namespace MesosOrleans.Wire;

/// <summary>The two ways in which a message travels over HTTP.</summary>
public enum MessageFormat
{
    /// <summary><c>application/json</c>.</summary>
    Json,

    /// <summary><c>application/x-protobuf</c>.</summary>
    Protobuf,
}

/// <summary>What HTTP headers say of formats (sections 2 and 7 of the facts on the v1 API).</summary>
public static class MessageFormats
{
    private const string JsonType = "application/json";
    private const string ProtobufType = "application/x-protobuf";

    /// <summary>The content type.</summary>
    public static string ContentType(this MessageFormat format) => format == MessageFormat.Json ? JsonType : ProtobufType;

    /// <summary>The format of a content type, compared literally as Mesos does; null for another.</summary>
    public static MessageFormat? OfContentType(string? contentType) => contentType switch
    {
        JsonType => MessageFormat.Json,
        ProtobufType => MessageFormat.Protobuf,
        _ => null,
    };

    /// <summary>The first of JSON and protobuf that an <c>Accept</c> header allows; null if it allows neither. Nothing said allows all.</summary>
    public static MessageFormat? Accepted(string? accept) =>
        string.IsNullOrWhiteSpace(accept) || Allows(accept, "json") ? MessageFormat.Json
        : Allows(accept, "x-protobuf") ? MessageFormat.Protobuf
        : null;

    /// <summary>The bytes of a message.</summary>
    public static byte[] Write<T>(this MessageCodec<T> codec, T message, MessageFormat format, Dialect dialect)
    {
        ArgumentNullException.ThrowIfNull(codec);
        return format == MessageFormat.Json ? codec.ToJson(message, dialect) : codec.ToProtobuf(message, dialect);
    }

    /// <summary>The message of the bytes; fails as the codec does.</summary>
    public static T Read<T>(this MessageCodec<T> codec, ReadOnlySpan<byte> bytes, MessageFormat format, Dialect dialect)
    {
        ArgumentNullException.ThrowIfNull(codec);
        return format == MessageFormat.Json ? codec.FromJson(bytes, dialect) : codec.FromProtobuf(bytes, dialect);
    }

    private static bool Allows(ReadOnlySpan<char> accept, ReadOnlySpan<char> subtype)
    {
        var (closest, allowed) = (0, false);
        foreach (var part in accept.Split(','))
        {
            var range = accept[part];
            var end = range.IndexOf(';');
            var type = (end < 0 ? range : range[..end]).Trim();
            var slash = type.IndexOf('/');
            if (slash < 0 || !Matches(type[..slash], "application") || !Matches(type[(slash + 1)..], subtype))
                continue;
            // What says more of the type counts before what says less: application/json, application/*, */*.
            var closeness = type is "*/*" ? 1 : type.EndsWith("/*", StringComparison.Ordinal) ? 2 : 3;
            if (closeness > closest)
                (closest, allowed) = (closeness, end < 0 || !IsExcluded(range[(end + 1)..]));
        }
        return allowed;
    }

    private static bool Matches(ReadOnlySpan<char> said, ReadOnlySpan<char> wanted) =>
        said is "*" || said.Equals(wanted, StringComparison.OrdinalIgnoreCase);

    private static bool IsExcluded(ReadOnlySpan<char> parameters)
    {
        foreach (var part in parameters.Split(';'))
        {
            var parameter = parameters[part].Trim();
            if (parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase)
                && double.TryParse(parameter[2..], NumberStyles.Float, CultureInfo.InvariantCulture, out var quality))
                return quality == 0;
        }
        return false;
    }
}
