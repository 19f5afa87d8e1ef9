using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace MesosOrleans.Wire;

/// <summary>
/// Reads the fields of one protobuf message. Its cost is bounded by the bytes: nothing is allocated for a length that is only announced, and messages nest
/// <see cref="DepthMax"/> deep.
/// </summary>
internal ref struct ProtobufReader
{
    /// <summary>As deep as protobuf's own readers go.</summary>
    private const int DepthMax = 100;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _depth;
    private int _position;

    public ProtobufReader(ReadOnlySpan<byte> bytes, Dialect dialect)
        : this(bytes, dialect == Dialect.V1, 0)
    {
    }

    private ProtobufReader(ReadOnlySpan<byte> bytes, bool isV1, int depth)
    {
        if (depth > DepthMax)
            throw new MessageException($"messages nest deeper than {DepthMax}");
        _bytes = bytes;
        IsV1 = isV1;
        _depth = depth;
    }

    public bool IsV1 { get; }

    /// <summary>The layout of the field that the reader stands on.</summary>
    public WireType Type { get; private set; }

    public readonly ReadOnlySpan<byte> Whole => _bytes;

    /// <summary>True once everything was read: the end of a list of packed numbers.</summary>
    public readonly bool AtEnd => _position == _bytes.Length;

    /// <summary>Goes to the next field.</summary>
    /// <returns>Its number; 0 at the end of the message.</returns>
    public int Next()
    {
        if (_position == _bytes.Length)
            return 0;
        var tag = Varint();
        Type = (WireType)(tag & 7);
        var number = tag >> 3;
        if (number is 0 or > (1 << 29) - 1 || Type is WireType.EndGroup or > WireType.Fixed32)
            throw new MessageException($"no field can have the tag {tag} (at byte {_position})");
        return (int)number;
    }

    /// <summary>Passes over an unknown field.</summary>
    public void Skip()
    {
        switch (Type)
        {
            case WireType.Varint:
                Varint();
                break;
            case WireType.Fixed64:
                Take(8);
                break;
            case WireType.Fixed32:
                Take(4);
                break;
            case WireType.Length:
                Span();
                break;
            default:
                SkipGroup();
                break;
        }
    }

    public bool Bool() => Varint() != 0;

    public int Int32() => (int)(long)Varint();

    public uint UInt32() => (uint)Varint();

    public long Int64() => (long)Varint();

    public ulong UInt64() => Varint();

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    public string String() => Encoding.UTF8.GetString(Span());

    public ImmutableArray<byte> Bytes() => [.. Span()];

    public Guid Guid()
    {
        var bytes = Span();
        return bytes.Length == 16
            ? new Guid(bytes, bigEndian: true)
            : throw new MessageException($"a UUID has 16 bytes and not {bytes.Length}");
    }

    public TimeSpan Duration()
    {
        var reader = Nested(Span());
        long? nanoseconds = null;
        while (reader.Next() is not 0 and var number)
        {
            if (number == 1 && reader.Type == WireType.Varint)
                nanoseconds = reader.Int64();
            else
                reader.Skip();
        }
        return DurationInfo.Of(nanoseconds ?? throw MessageException.Missing(("nanoseconds", true)));
    }

    /// <summary>The bytes of a field of type <see cref="WireType.Length"/>.</summary>
    public ReadOnlySpan<byte> Span()
    {
        var size = Varint();
        return size <= (ulong)(_bytes.Length - _position)
            ? Take((int)size)
            : throw new MessageException($"a field of {size} bytes goes beyond the end (at byte {_position} of {_bytes.Length})");
    }

    /// <summary>A reader for a message inside of this one.</summary>
    public readonly ProtobufReader Nested(ReadOnlySpan<byte> message) => new(message, IsV1, _depth + 1);

    private ReadOnlySpan<byte> Take(int size)
    {
        if (_bytes.Length - _position < size)
            throw new MessageException($"the message ends within a field (at byte {_position} of {_bytes.Length})");
        var taken = _bytes.Slice(_position, size);
        _position += size;
        return taken;
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
        throw new MessageException($"a number has more than ten bytes (at byte {_position})");
    }

    private void SkipGroup()
    {
        for (var depth = 1; depth > 0;)
        {
            var type = (WireType)(Varint() & 7);
            if (type == WireType.EndGroup)
                depth--;
            else if (type != WireType.StartGroup)
                SkipOf(type);
            else if (++depth > DepthMax)
                throw new MessageException($"groups nest deeper than {DepthMax}");
        }
    }

    private void SkipOf(WireType type)
    {
        if (type > WireType.Fixed32)
            throw new MessageException($"no field has the layout {(int)type} (at byte {_position})");
        Type = type;
        Skip();
    }
}
