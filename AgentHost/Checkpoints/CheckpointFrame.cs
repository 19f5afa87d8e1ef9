using System.Buffers.Binary;
using System.IO.Hashing;

namespace MesosOrleans.AgentHost.Checkpoints;

/// <summary>What a checkpoint file, or a record of one, holds. The numbers are on disk.</summary>
internal enum CheckpointKind : byte
{
    Slave = 1,
    Framework = 2,
    Executor = 3,
    CommandExecutor = 4,
    Task = 5,
    Update = 6,
    Acknowledgement = 7,
}

/// <summary>What stands at some place of a file.</summary>
internal abstract record CheckpointReading
{
    private CheckpointReading()
    {
    }

    /// <summary>A whole frame.</summary>
    internal sealed record Whole(CheckpointKind Kind, ReadOnlyMemory<byte> Payload, int Length) : CheckpointReading;

    /// <summary>Nothing.</summary>
    internal sealed record Empty : CheckpointReading;

    /// <summary>The beginning of a frame: its writer was stopped.</summary>
    internal sealed record Torn : CheckpointReading;

    /// <summary>Something else.</summary>
    internal sealed record Bad(string Reason) : CheckpointReading;
}

/// <summary>
/// How a message lies on disk: the letters <c>MOC</c>, the version of this form (1), the kind, three zeros, the length and the CRC-32 of the message (little endian, 4 bytes each), the message. Small files hold one
/// frame, <c>task.updates</c> holds many. So a file that was cut, changed or is not ours is known as such.
/// </summary>
internal static class CheckpointFrame
{
    public const int HeaderLength = 16;

    /// <summary>No message is that long; a longer length is none of ours.</summary>
    public const int PayloadMax = 64 * 1024 * 1024;

    private const byte Version = 1;
    private const int VersionAt = 3, KindAt = 4, LengthAt = 8, ChecksumAt = 12;

    private static ReadOnlySpan<byte> Magic => "MOC"u8;

    public static byte[] Of(CheckpointKind kind, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[HeaderLength + payload.Length];
        Magic.CopyTo(frame);
        frame[VersionAt] = Version;
        frame[KindAt] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(LengthAt), payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(ChecksumAt), Crc32.HashToUInt32(payload));
        payload.CopyTo(frame.AsSpan(HeaderLength));
        return frame;
    }

    public static CheckpointReading Read(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        if (span.IsEmpty)
        {
            return new CheckpointReading.Empty();
        }

        if (!span[..Math.Min(span.Length, Magic.Length)].SequenceEqual(Magic[..Math.Min(span.Length, Magic.Length)]))
        {
            return new CheckpointReading.Bad("it is no checkpoint of this program");
        }

        if (span.Length < HeaderLength)
        {
            return new CheckpointReading.Torn();
        }

        if (span[VersionAt] != Version)
        {
            return new CheckpointReading.Bad($"it is of version {span[VersionAt]}, and this program reads version {Version}");
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(span[LengthAt..]);
        if (length is < 0 or > PayloadMax)
        {
            return new CheckpointReading.Bad("its length is impossible");
        }

        if (span.Length < HeaderLength + length)
        {
            return new CheckpointReading.Torn();
        }

        var payload = bytes.Slice(HeaderLength, length);
        return BinaryPrimitives.ReadUInt32LittleEndian(span[ChecksumAt..]) == Crc32.HashToUInt32(payload.Span)
            ? new CheckpointReading.Whole((CheckpointKind)span[KindAt], payload, HeaderLength + length)
            : new CheckpointReading.Bad("its checksum does not fit");
    }
}
