namespace MesosOrleans.Wire;

/// <summary>
/// A message on a pipe between an agent and a containerizer program: its length, unsigned, 4 bytes in the byte order of the machine, and so many bytes
/// (rule 18.4; Mesos 0.19 <c>stout/protobuf.hpp</c>). No state: it judges what has arrived so far.
/// </summary>
public static class HostFrame
{
    /// <summary>Bytes before the message.</summary>
    public const int HeaderLength = sizeof(uint);

    /// <summary>The longest message, in bytes: no honest one comes near, and what claims more is noise.</summary>
    public const int MessageMax = 64 * 1024 * 1024;

    /// <summary>A message behind its length.</summary>
    /// <exception cref="ArgumentException">It is longer than <see cref="MessageMax"/>.</exception>
    public static byte[] Of(ReadOnlySpan<byte> message)
    {
        if (message.Length > MessageMax)
            throw new ArgumentException($"a message of {message.Length} bytes: a frame holds at most {MessageMax}", nameof(message));
        var frame = new byte[HeaderLength + message.Length];
        BitConverter.TryWriteBytes(frame, (uint)message.Length);
        message.CopyTo(frame.AsSpan(HeaderLength));
        return frame;
    }

    /// <summary>A message in protobuf, as Mesos 0.19 has it, behind its length.</summary>
    /// <exception cref="ArgumentException">It is longer than <see cref="MessageMax"/>.</exception>
    public static byte[] Of<T>(MessageCodec<T> codec, T message)
    {
        ArgumentNullException.ThrowIfNull(codec);
        return Of(codec.ToProtobuf(message, Dialect.V0));
    }

    /// <summary>How long the frame is that begins with these bytes, its header included; null if its header has not arrived completely.</summary>
    /// <param name="arrived">From the frame's first byte on, as far as there is something.</param>
    /// <param name="max">The longest message that is taken, in bytes.</param>
    /// <exception cref="MessageException">It claims to be longer.</exception>
    public static int? LengthOf(ReadOnlySpan<byte> arrived, int max = MessageMax)
    {
        if (arrived.Length < HeaderLength)
            return null;
        var length = BitConverter.ToUInt32(arrived);
        return length <= (uint)max
            ? HeaderLength + (int)length
            : throw new MessageException($"a frame that claims to hold {length} bytes: at most {max} are taken");
    }

    /// <summary>The message of exactly one frame that fills the bytes.</summary>
    /// <exception cref="MessageException">There is nothing, a part of a frame, more than one, or one that holds no such message; the text says which.</exception>
    public static T Read<T>(MessageCodec<T> codec, ReadOnlySpan<byte> arrived, int max = MessageMax)
    {
        ArgumentNullException.ThrowIfNull(codec);
        if (arrived.IsEmpty)
            throw new MessageException("nothing instead of a frame");
        if (LengthOf(arrived, max) is not { } length)
            throw new MessageException($"a frame's header has {HeaderLength} bytes and only {arrived.Length} came");
        if (arrived.Length < length)
            throw new MessageException($"a frame of {length - HeaderLength} bytes of which only {arrived.Length - HeaderLength} came");
        if (arrived.Length > length)
            throw new MessageException($"more follows its one frame of {length - HeaderLength} bytes");
        return codec.FromProtobuf(arrived[HeaderLength..], Dialect.V0);
    }
}
