using System.Text.Json;
using CsCheck;
using MesosOrleans.Protocol;
using MesosOrleans.Wire;
using Xunit;

namespace MesosOrleans.Tests.Unit.Wire;

/// <summary>Whatever arrives is a message or is refused in words; ten thousand inputs of each kind, from one seed.</summary>
public sealed class CodecFuzzTests
{
    private const int Inputs = 10_000;

    [Fact]
    public void Damaged_protobuf_is_read_or_refused() => Damaged(
        call => ExecutorCallCodec.Instance.ToProtobuf(call, Dialect.V1), bytes => ExecutorCallCodec.Instance.FromProtobuf(bytes, Dialect.V1));

    [Fact]
    public void Damaged_json_is_read_or_refused() => Damaged(
        call => ExecutorCallCodec.Instance.ToJson(call, Dialect.V1), bytes => ExecutorCallCodec.Instance.FromJson(bytes, Dialect.V1));

    [Fact]
    public void Noise_is_read_or_refused_as_protobuf()
    {
        var random = new Random(4);
        for (var i = 0; i < Inputs; i++)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            Try(noise, bytes => ExecutorEventMessageCodec.Instance.FromProtobuf(bytes, Dialect.V1));
        }
    }

    [Fact]
    public void Messages_within_messages_without_end_are_refused()
    {
        // HealthCheck (6) in CommandInfo, CommandInfo (7) in HealthCheck, and so on.
        byte[] nested = [];
        for (var i = 0; i < 5000; i++)
            nested = Bytes.Message(i % 2 == 0 ? 7 : 6, nested);

        Assert.Contains("nest", Assert.Throws<MessageException>(() => CommandInfoCodec.Instance.FromProtobuf(nested, Dialect.V0)).Message, StringComparison.Ordinal);
        var json = string.Concat(Enumerable.Repeat("{\"health_check\":{\"command\":", 500));
        Assert.ThrowsAny<JsonException>(() => CommandInfoCodec.Instance.FromJson(System.Text.Encoding.UTF8.GetBytes(json), Dialect.V0));
    }

    [Fact]
    public void A_message_in_a_hundred_thousand_pieces_costs_no_more_than_its_bytes()
    {
        var piece = Bytes.Message(7, Bytes.Message(1, Bytes.Text(1, "u")));
        byte[] pieces = [.. Bytes.Id(1, "e"), .. Enumerable.Repeat(piece, 100_000).SelectMany(bytes => bytes), .. Bytes.Message(7, Bytes.Text(3, "run"))];

        var executor = ExecutorInfoCodec.Instance.FromProtobuf(pieces, Dialect.V0);

        Assert.Equal("run", executor.Command.Value);
        Assert.Equal(100_000, executor.Command.Uris.Length);
    }

    private static void Damaged(Func<ExecutorCall, byte[]> write, Func<byte[], ExecutorCall> read)
    {
        var random = new Random(19);
        var samples = ArbitraryMessages.Call.Array[100].Generate(new PCG(4, 19), null, out _);
        var refused = 0;
        for (var i = 0; i < Inputs; i++)
        {
            var bytes = write(samples[i % samples.Length]);
            for (var damages = random.Next(1, 4); damages > 0 && bytes.Length > 0; damages--)
            {
                var at = random.Next(bytes.Length);
                if (random.Next(3) == 0)
                    bytes = bytes[..at];
                else
                    bytes[at] = (byte)random.Next(256);
            }
            refused += Try(bytes, read) ? 0 : 1;
        }

        Assert.InRange(refused, Inputs / 10, Inputs - 1);
    }

    private static bool Try<T>(byte[] bytes, Func<byte[], T> read)
    {
        try
        {
            read(bytes);
            return true;
        }
        catch (Exception e) when (e is MessageException or JsonException)
        {
            Assert.NotEqual("", e.Message);
            return false;
        }
    }
}
