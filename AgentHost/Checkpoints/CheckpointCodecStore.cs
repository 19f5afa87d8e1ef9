using MesosOrleans.Protocol;
using Orleans.Serialization;

namespace MesosOrleans.AgentHost.Checkpoints;

/// <summary>
/// Messages as bytes: the encoding that is generated from their definition (each field under its <c>[Id(n)]</c>), so a field that a version does not know is passed over, as an agent that is upgraded needs it.
/// </summary>
internal sealed class CheckpointCodecStore : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly Serializer _serializer;

    public CheckpointCodecStore() => _serializer = _services.GetRequiredService<Serializer>();

    public byte[] Frame<T>(CheckpointKind kind, T message) => CheckpointFrame.Of(kind, _serializer.SerializeToArray(message));

    public static byte[] Frame(Guid acknowledged) => CheckpointFrame.Of(CheckpointKind.Acknowledgement, acknowledged.ToByteArray());

    /// <exception cref="InvalidDataException">It is no such message.</exception>
    public T Message<T>(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return _serializer.Deserialize<T>(payload) ?? throw new InvalidDataException($"it holds no {typeof(T).Name}");
        }
        catch (Exception e) when (e is not InvalidDataException)
        {
            // Whatever the bytes make the decoder do.
            throw new InvalidDataException($"it cannot be read as {typeof(T).Name}: {e.Message}", e);
        }
    }

    /// <exception cref="InvalidDataException">It is no such record.</exception>
    public UpdateRecord Record(CheckpointReading.Whole frame) => frame.Kind == CheckpointKind.Update
        ? new UpdateRecord(Message<StatusUpdate>(frame.Payload), null)
        : new UpdateRecord(null, frame.Payload.Length == 16 ? new Guid(frame.Payload.Span) : throw new InvalidDataException("an acknowledgement has 16 bytes"));

    public void Dispose() => _services.Dispose();
}
