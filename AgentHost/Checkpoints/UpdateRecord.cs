using System.Collections.Immutable;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Checkpoints;

/// <summary>One entry of <c>task.updates</c> (rule 13.3): an update, or the UUID of one that was acknowledged.</summary>
internal readonly record struct UpdateRecord(StatusUpdate? Update, Guid? Acknowledged);

/// <summary>The frames of <c>task.updates</c>, as far as they are whole (rule 13.4).</summary>
/// <param name="Frames">In order.</param>
/// <param name="Length">So many bytes of the file are good; what follows is to be cut off before anything is added.</param>
/// <param name="Error">Null if nothing follows, or only the beginning of a frame, whose writer was stopped; else what is wrong there.</param>
internal sealed record UpdateFrames(ImmutableArray<CheckpointReading.Whole> Frames, int Length, string? Error)
{
    public static UpdateFrames Of(ReadOnlyMemory<byte> bytes)
    {
        var frames = ImmutableArray.CreateBuilder<CheckpointReading.Whole>();
        var length = 0;
        while (true)
        {
            switch (CheckpointFrame.Read(bytes[length..]))
            {
                case CheckpointReading.Whole { Kind: CheckpointKind.Update or CheckpointKind.Acknowledgement } frame:
                    frames.Add(frame);
                    length += frame.Length;
                    break;
                case CheckpointReading.Whole frame:
                    return new UpdateFrames(frames.ToImmutable(), length, $"a record is of kind {frame.Kind}");
                case CheckpointReading.Bad bad:
                    return new UpdateFrames(frames.ToImmutable(), length, bad.Reason);
                default:
                    return new UpdateFrames(frames.ToImmutable(), length, null);
            }
        }
    }
}
