using CsCheck;
using MesosOrleans.Protocol;
using MesosOrleans.Wire;
using Xunit;

namespace MesosOrleans.Tests.Unit.Wire;

public sealed class HostFrameTests
{
    private static readonly ContainerizerWaitCodec Codec = ContainerizerWaitCodec.Instance;

    private static byte[] Frame => HostFrame.Of(Codec, new ContainerizerWait(new ContainerId("c")));

    [Fact]
    public void A_frame_is_the_length_in_the_order_of_the_machine_and_the_message() =>
        Assert.Equal([.. BitConverter.GetBytes(5), 0x0A, 0x03, 0x0A, 0x01, (byte)'c'], Frame);

    [Fact]
    public void An_empty_message_is_a_message() =>
        Assert.Empty(HostFrame.Read(ContainerizerContainersCodec.Instance, HostFrame.Of([])).Containers);

    [Fact]
    public void A_length_is_known_once_its_four_bytes_are_there()
    {
        for (var arrived = 0; arrived < HostFrame.HeaderLength; arrived++)
            Assert.Null(HostFrame.LengthOf(Frame.AsSpan(0, arrived)));
        Assert.Equal(9, HostFrame.LengthOf(Frame.AsSpan(0, HostFrame.HeaderLength)));
        Assert.Equal(9, HostFrame.LengthOf([.. Frame, 1, 2, 3]));
    }

    [Fact]
    public void What_is_not_one_whole_frame_is_refused_with_what_is_wrong()
    {
        Assert.Equal("nothing instead of a frame", Refusal([]));
        Assert.Equal("a frame's header has 4 bytes and only 3 came", Refusal(Frame[..3]));
        Assert.Equal("a frame of 5 bytes of which only 4 came", Refusal(Frame[..^1]));
        Assert.Equal("more follows its one frame of 5 bytes", Refusal([.. Frame, 0, 0]));
        Assert.Equal("a frame that claims to hold 4294967295 bytes: at most 67108864 are taken", Refusal([255, 255, 255, 255, 0]));
        Assert.Equal("Missing required fields: container_id", Refusal(HostFrame.Of([])));
    }

    [Fact]
    public void A_frame_may_not_be_longer_than_its_reader_takes()
    {
        Assert.Equal(9, HostFrame.LengthOf(Frame, max: 5));
        Assert.Throws<MessageException>(() => HostFrame.LengthOf(Frame, max: 4));
    }

    /// <summary>One seed, ten thousand frames: cut, changed, lengthened, or noise from the start.</summary>
    [Fact]
    public void A_damaged_frame_is_read_or_refused_in_words()
    {
        var random = new Random(18);
        var launches = ArbitraryContainerizerMessages.Launch.Array[50].Generate(new PCG(5, 18), null, out _);
        var refused = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var bytes = HostFrame.Of(ContainerizerLaunchCodec.Instance, launches[i % launches.Length]);
            var at = random.Next(bytes.Length);
            switch (random.Next(4))
            {
                case 0:
                    bytes = bytes[..at];
                    break;
                case 1:
                    bytes[at] ^= (byte)random.Next(1, 256);
                    break;
                case 2:
                    bytes = [.. bytes, (byte)random.Next(256)];
                    break;
                default:
                    random.NextBytes(bytes);
                    break;
            }

            try
            {
                HostFrame.Read(ContainerizerLaunchCodec.Instance, bytes);
            }
            catch (MessageException e)
            {
                Assert.NotEqual("", e.Message);
                refused++;
            }
        }

        Assert.InRange(refused, 7_000, 9_999);
    }

    private static string Refusal(byte[] bytes) => Assert.Throws<MessageException>(() => HostFrame.Read(Codec, bytes)).Message;
}
