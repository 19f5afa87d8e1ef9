namespace MesosOrleans.Sessions;

/// <summary>The receiving end of one sender's stream: hands out each item once, however often its batch arrives.</summary>
public sealed class Inbox
{
    /// <summary>Streams of before that are remembered: a sender that ended may have left a batch on its way, which must not begin its stream anew.</summary>
    private const int FormerMax = 8;

    private readonly Queue<(Guid Stream, long Next)> _former = new();
    private Guid _stream;
    private long _next;

    /// <summary>The items of the batch that were not handed out before. A stream that was not seen before starts with the batch's first number.</summary>
    public ReadOnlySpan<T> Take<T>(Batch<T> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Stream != _stream)
        {
            Turn(batch.Stream, batch.First);
        }

        var seen = Math.Clamp(_next - batch.First, 0, batch.Items.Length);
        _next = Math.Max(_next, batch.First + batch.Items.Length);
        return batch.Items.AsSpan()[(int)seen..];
    }

    /// <summary>
    /// True: between what was taken and this batch there were items, and the sender knows that they arrived (a stream that follows another one begins with 0). Another activation of the receiver has them, and this one or that one counts no more.
    /// </summary>
    public bool Misses<T>(Batch<T> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return batch.First > (batch.Stream == _stream ? _next : NextOf(batch.Stream) ?? (_stream == Guid.Empty ? batch.First : 0));
    }

    private void Turn(Guid stream, long first)
    {
        var next = NextOf(stream) ?? first;
        _former.Enqueue((_stream, _next));
        if (_former.Count > FormerMax)
        {
            _former.Dequeue();
        }

        (_stream, _next) = (stream, next);
    }

    /// <summary>Where a stream of before goes on; null if it is not remembered.</summary>
    private long? NextOf(Guid stream)
    {
        foreach (var former in _former)
        {
            if (former.Stream == stream)
            {
                return former.Next;
            }
        }

        return null;
    }
}
