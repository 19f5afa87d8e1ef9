namespace MesosOrleans.Sessions;

/// <summary>The receiving end of one sender's stream: hands out each item once, however often its batch arrives.</summary>
public sealed class Inbox
{
    private Guid _stream;
    private long _next;

    /// <summary>The items of the batch that were not handed out before. A stream that was not seen before starts with the batch's first number.</summary>
    public ReadOnlySpan<T> Take<T>(Batch<T> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Stream != _stream)
        {
            _stream = batch.Stream;
            _next = batch.First;
        }

        var seen = Math.Clamp(_next - batch.First, 0, batch.Items.Length);
        _next = Math.Max(_next, batch.First + batch.Items.Length);
        return batch.Items.AsSpan()[(int)seen..];
    }
}
