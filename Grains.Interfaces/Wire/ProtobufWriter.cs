using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace MesosOrleans.Wire;

/// <summary>Writes protobuf in one pass: a nested message is written in place, and moved up if its length takes more than one byte.</summary>
internal sealed class ProtobufWriter(Dialect dialect) : IDisposable
{
    private const int FirstSize = 512;
    private const int VarintMax = 10;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _length;

    public bool IsV1 { get; } = dialect == Dialect.V1;

    public byte[] ToArray() => _buffer.AsSpan(0, _length).ToArray();

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    public void Bool(int number, bool value) => Varint(number, value ? 1UL : 0UL);

    public void Int32(int number, int value) => Varint(number, (ulong)(long)value);

    public void UInt32(int number, uint value) => Varint(number, value);

    public void Int64(int number, long value) => Varint(number, (ulong)value);

    public void UInt64(int number, ulong value) => Varint(number, value);

    public void Double(int number, double value)
    {
        Tag(number, WireType.Fixed64);
        BinaryPrimitives.WriteDoubleLittleEndian(Take(sizeof(double)), value);
    }

    public void String(int number, string value)
    {
        Tag(number, WireType.Length);
        var size = Encoding.UTF8.GetByteCount(value);
        Varint((ulong)size);
        Encoding.UTF8.GetBytes(value, Take(size));
    }

    public void Bytes(int number, ImmutableArray<byte> value) => Bytes(number, value.AsSpan());

    public void Bytes(int number, ReadOnlySpan<byte> value)
    {
        Tag(number, WireType.Length);
        Varint((ulong)value.Length);
        value.CopyTo(Take(value.Length));
    }

    /// <summary>A UUID as its 16 bytes, in the order of its text.</summary>
    public void Guid(int number, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        Bytes(number, bytes);
    }

    /// <summary>A <c>DurationInfo</c>: nanoseconds.</summary>
    public void Duration(int number, TimeSpan value)
    {
        var mark = Begin(number);
        Int64(1, DurationInfo.Nanoseconds(value));
        End(mark);
    }

    /// <summary>A message as it was read.</summary>
    public void Raw(ImmutableArray<byte> message) => message.AsSpan().CopyTo(Take(message.Length));

    /// <summary>Begins a nested message.</summary>
    /// <returns>For <see cref="End"/>.</returns>
    public int Begin(int number)
    {
        Tag(number, WireType.Length);
        Take(1);
        return _length;
    }

    public void End(int mark)
    {
        var size = _length - mark;
        var more = VarintSize((ulong)size) - 1;
        if (more > 0)
        {
            Take(more);
            _buffer.AsSpan(mark, size).CopyTo(_buffer.AsSpan(mark + more));
        }

        PutVarint(_buffer.AsSpan(mark - 1), (ulong)size);
    }

    private static int VarintSize(ulong value)
    {
        var size = 1;
        while (value >= 0x80)
        {
            value >>= 7;
            size++;
        }
        return size;
    }

    private static int PutVarint(Span<byte> to, ulong value)
    {
        var i = 0;
        while (value >= 0x80)
        {
            to[i++] = (byte)(value | 0x80);
            value >>= 7;
        }
        to[i++] = (byte)value;
        return i;
    }

    private void Tag(int number, WireType type) => Varint(((ulong)number << 3) | (ulong)type);

    private void Varint(int number, ulong value)
    {
        Tag(number, WireType.Varint);
        Varint(value);
    }

    private void Varint(ulong value)
    {
        Reserve(VarintMax);
        _length += PutVarint(_buffer.AsSpan(_length), value);
    }

    private Span<byte> Take(int size)
    {
        Reserve(size);
        var place = _buffer.AsSpan(_length, size);
        _length += size;
        return place;
    }

    private void Reserve(int size)
    {
        if (_buffer.Length - _length >= size)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, checked(_length + size)));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
