using System.Buffers;
using System.Globalization;
using System.Text;

namespace MesosOrleans.Wire;

/// <summary>
/// Records in a stream of bytes: the length in decimal, a line end, and so many bytes (RecordIO of the HTTP APIs of Mesos 1.x). No state: the reader takes records
/// out of what has arrived so far.
/// </summary>
public static class RecordIo
{
    // 2^63 has 19 digits; no honest length has more.
    private const int DigitsMax = 19;

    /// <summary>One record with its length, to be sent as one write: there are clients that lose a record which comes in two (section 3 of the facts).</summary>
    /// <exception cref="ArgumentException">The record is empty.</exception>
    public static byte[] Frame(ReadOnlySpan<byte> record)
    {
        if (record.IsEmpty)
            throw new ArgumentException("A record has at least one byte.", nameof(record));
        Span<byte> length = stackalloc byte[DigitsMax];
        record.Length.TryFormat(length, out var digits, provider: CultureInfo.InvariantCulture);
        var frame = new byte[digits + 1 + record.Length];
        length[..digits].CopyTo(frame);
        frame[digits] = (byte)'\n';
        record.CopyTo(frame.AsSpan(digits + 1));
        return frame;
    }

    /// <summary>Takes the first record out of what has arrived.</summary>
    /// <param name="arrived">Without the record afterwards; as it was if more must arrive.</param>
    /// <param name="max">The largest record, in bytes.</param>
    /// <param name="record">The record's bytes, within <paramref name="arrived"/>.</param>
    /// <returns>False if the record has not arrived completely.</returns>
    /// <exception cref="MessageException">What has arrived is no record, or a larger one.</exception>
    public static bool TryTake(ref ReadOnlySequence<byte> arrived, int max, out ReadOnlySequence<byte> record)
    {
        record = default;
        var reader = new SequenceReader<byte>(arrived);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> header, (byte)'\n'))
        {
            Length(arrived.Length <= DigitsMax ? arrived : arrived.Slice(0, DigitsMax + 1), isWhole: false);
            return false;
        }

        var length = Length(header, isWhole: true);
        if (length > max)
            throw new MessageException($"a record of {length} bytes: at most {max} are taken");
        if (reader.Remaining < length)
            return false;
        record = arrived.Slice(reader.Position, length);
        arrived = arrived.Slice(record.End);
        return true;
    }

    private static long Length(ReadOnlySequence<byte> header, bool isWhole)
    {
        if (header.Length > DigitsMax)
            throw new MessageException($"a record's length has at most {DigitsMax} digits");
        Span<byte> digits = stackalloc byte[DigitsMax];
        header.CopyTo(digits);
        digits = digits[..(int)header.Length];
        var length = 0L;
        if (digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') || (isWhole && (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out length) || length == 0)))
            throw new MessageException($"expected a record's length in decimal and not '{Encoding.Latin1.GetString(digits)}'");
        return length;
    }
}
