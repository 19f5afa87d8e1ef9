using System.Buffers;
using System.Text;
using CsCheck;
using MesosOrleans.Wire;
using Xunit;

namespace MesosOrleans.Tests.Unit.Wire;

public sealed class RecordIoTests
{
    private const int Max = 1000;

    [Fact]
    public void A_record_is_its_length_a_line_end_and_its_bytes() =>
        Assert.Equal("5\nhello", Encoding.ASCII.GetString(RecordIo.Frame("hello"u8)));

    [Fact]
    public void A_record_has_at_least_one_byte() => Assert.Throws<ArgumentException>(() => RecordIo.Frame([]));

    [Fact]
    public void Records_are_the_same_however_the_bytes_arrive() => Gen.Select(Gen.Byte.Array[1, 300].Array[0, 8], Gen.Int[1, 17]).Sample(
        (records, step) =>
        {
            byte[] stream = [.. records.SelectMany(record => RecordIo.Frame(record))];
            var read = new List<byte[]>();
            var taken = 0;
            for (var arrived = Math.Min(step, stream.Length); ; arrived = Math.Min(arrived + step, stream.Length))
            {
                var buffer = Segments(stream[taken..arrived]);
                while (RecordIo.TryTake(ref buffer, Max, out var record))
                    read.Add(record.ToArray());
                taken = arrived - (int)buffer.Length;
                if (arrived == stream.Length)
                    break;
            }
            return taken == stream.Length && read.Count == records.Length && read.Zip(records).All(pair => pair.First.SequenceEqual(pair.Second));
        });

    [Theory]
    [InlineData("x")]
    [InlineData("-1\n")]
    [InlineData("\n")]
    [InlineData("0\n")]
    [InlineData("1001\nrest")]
    [InlineData("12345678901234567890")]
    [InlineData("99999999999999999999\n")]
    public void What_is_no_record_is_refused_as_soon_as_it_shows(string stream)
    {
        var arrived = new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(stream));

        Assert.Throws<MessageException>(() => RecordIo.TryTake(ref arrived, Max, out _));
    }

    [Fact]
    public void Noise_is_refused_or_waited_for()
    {
        var random = new Random(7);
        for (var i = 0; i < 10_000; i++)
        {
            var noise = new byte[random.Next(64)];
            random.NextBytes(noise);
            for (var digit = 0; digit < random.Next(noise.Length + 1); digit++)
                noise[digit] = (byte)"0123456789\n"[random.Next(11)];
            var arrived = Segments(noise);
            try
            {
                while (RecordIo.TryTake(ref arrived, Max, out var record))
                    Assert.InRange(record.Length, 1, Max);
            }
            catch (MessageException)
            {
            }
        }
    }

    /// <summary>A sequence of two pieces, as a pipe gives it.</summary>
    private static ReadOnlySequence<byte> Segments(byte[] bytes)
    {
        var first = new Piece(bytes.AsMemory(0, bytes.Length / 2), 0);
        var last = first.Followed(bytes.AsMemory(bytes.Length / 2));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long before)
        {
            Memory = memory;
            RunningIndex = before;
        }

        public Piece Followed(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
