using System.Buffers.Binary;
using System.Text;

namespace MesosOrleans.Authentication;

/// <summary>
/// The head of one message of a client as Orleans 10.4 writes it (Orleans.Core, MessageSerializer): flags, the message's number, the names of sender and target, and more that does not matter here. A name is a
/// type (a length, a hash, bytes) and a key (a hash, a length, bytes, or as the type). Nothing is believed that is not read here.
/// </summary>
public static class FrameHead
{
    private const uint HasCacheInvalidation = 1 << 7;
    private const uint DirectionMask = 0xF;
    private const int DirectionShift = 16;
    private const uint Response = 2;

    /// <summary>Null: the message may pass. Otherwise why not.</summary>
    /// <param name="head">Its bytes.</param>
    /// <param name="client">The key of the connection's client; null before its first message, which decides it.</param>
    public static string? Judge(ReadOnlySpan<byte> head, ref byte[]? client)
    {
        if (head.Length < sizeof(uint) + sizeof(long))
        {
            return "its head is too short";
        }

        var flags = BinaryPrimitives.ReadUInt32LittleEndian(head);
        var rest = head[(sizeof(uint) + sizeof(long))..];
        if (!TryRead(ref rest, out var senderType) || !TryRead(ref rest, out var senderKey) || !TryRead(ref rest, out var targetType))
        {
            return "its head is malformed";
        }

        // An observer is its client's key and more behind a plus sign.
        var plus = senderKey.IndexOf((byte)'+');
        var sender = plus < 0 ? senderKey : senderKey[..plus];
        if (!ClientNames.IsOutside(senderType, senderKey) || (client is not null && !sender.SequenceEqual(client)))
        {
            return $"it is sent in the name of {Text(senderType)}/{Text(senderKey)}, who is not this client";
        }

        client ??= sender.ToArray();
        if ((flags & HasCacheInvalidation) != 0)
        {
            return "it says where grains are, which is not for clients to say";
        }

        return (flags >> DirectionShift & DirectionMask) == Response || ClientNames.MayCall(targetType)
            ? null
            : $"it calls {Text(targetType)}, which is not for clients";
    }

    private static bool TryRead(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> name)
    {
        name = default;
        if (!TryReadLength(ref rest, out var length))
        {
            return false;
        }

        if (length == 0)
        {
            return true;
        }

        const int Hash = sizeof(int);
        if (rest.Length < Hash + length)
        {
            return false;
        }

        name = rest.Slice(Hash, length);
        rest = rest[(Hash + length)..];
        return true;
    }

    /// <summary>Orleans's variable length: as many zero bits at the bottom of the first byte as bytes follow, then a one, then the number.</summary>
    private static bool TryReadLength(ref ReadOnlySpan<byte> rest, out int length)
    {
        length = 0;
        if (rest.IsEmpty || rest[0] == 0)
        {
            return false;
        }

        var bytes = int.TrailingZeroCount(rest[0]) + 1;
        if (bytes > sizeof(int) || rest.Length < bytes)
        {
            return false;
        }

        uint value = 0;
        for (var i = 0; i < bytes; i++)
        {
            value |= (uint)rest[i] << (8 * i);
        }

        length = (int)(value >> bytes);
        rest = rest[bytes..];
        return true;
    }

    private static string Text(ReadOnlySpan<byte> name) => Encoding.UTF8.GetString(name);
}
