using CsCheck;
using MesosOrleans.AgentHost.Checkpoints;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Checkpoints;

public sealed class CheckpointFrameTests
{
    private static readonly Gen<byte[]> Payload = Gen.Byte.Array[0, 200];

    [Fact]
    public void A_frame_reads_back_equal_and_knows_its_length() => Payload.Sample(payload =>
    {
        var frame = CheckpointFrame.Of(CheckpointKind.Task, payload);
        var whole = Assert.IsType<CheckpointReading.Whole>(CheckpointFrame.Read((byte[])[.. frame, 1, 2, 3]));
        Assert.Equal((CheckpointKind.Task, frame.Length), (whole.Kind, whole.Length));
        Assert.Equal(payload, whole.Payload.ToArray());
    });

    [Fact]
    public void Whatever_is_cut_off_is_torn_and_never_taken_for_whole() => Gen.Select(Payload, Gen.Double.Unit).Sample((payload, part) =>
    {
        var frame = CheckpointFrame.Of(CheckpointKind.Task, payload);
        var reading = CheckpointFrame.Read(frame.AsMemory(0, (int)(part * frame.Length)));
        Assert.True(reading is CheckpointReading.Torn or CheckpointReading.Empty, reading.ToString());
    });

    [Fact]
    public void Whatever_bit_of_the_message_its_length_or_checksum_is_changed_is_noticed() =>
        Gen.Select(Gen.Byte.Array[1, 200], Gen.Int[0, int.MaxValue], Gen.Int[0, 7]).Sample((payload, at, bit) =>
        {
            var frame = CheckpointFrame.Of(CheckpointKind.Task, payload);
            var position = 8 + (at % (frame.Length - 8));
            frame[position] ^= (byte)(1 << bit);
            Assert.IsNotType<CheckpointReading.Whole>(CheckpointFrame.Read(frame));
        });

    [Theory]
    [InlineData("hello, I am a text file", "no checkpoint")]
    [InlineData("MOC\u0002aaaaaaaaaaaaaaaaaaaaaaa", "version 2")]
    public void What_another_program_or_version_wrote_is_named(string content, string reason) => Assert.Contains(
        reason, Assert.IsType<CheckpointReading.Bad>(CheckpointFrame.Read(System.Text.Encoding.Latin1.GetBytes(content))).Reason, StringComparison.Ordinal);

    [Fact]
    public void Records_are_read_up_to_the_last_whole_one()
    {
        byte[] first = CheckpointFrame.Of(CheckpointKind.Update, [1, 2]), second = CheckpointFrame.Of(CheckpointKind.Acknowledgement, [3]);
        for (var cut = 0; cut < second.Length; cut++)
        {
            var frames = UpdateFrames.Of((byte[])[.. first, .. second[..cut]]);
            Assert.Equal((1, first.Length, null), (frames.Frames.Length, frames.Length, frames.Error));
        }

        Assert.Equal(2, UpdateFrames.Of((byte[])[.. first, .. second]).Frames.Length);
    }

    [Fact]
    public void Records_after_a_bad_one_are_not_trusted()
    {
        byte[] good = CheckpointFrame.Of(CheckpointKind.Update, [1, 2]), bad = CheckpointFrame.Of(CheckpointKind.Update, [3, 4]);
        bad[^1] ^= 1;
        var frames = UpdateFrames.Of((byte[])[.. good, .. bad, .. good]);

        Assert.Equal((1, good.Length), (frames.Frames.Length, frames.Length));
        Assert.Contains("checksum", frames.Error, StringComparison.Ordinal);
    }
}
