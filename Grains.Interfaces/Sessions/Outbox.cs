using System.Collections.Immutable;

namespace MesosOrleans.Sessions;

/// <summary>
/// The sending end of a stream. One batch is in flight at a time; what is added meanwhile travels with the next, so that the batch grows with the load and the delay does not.
/// A batch that was not answered, or was answered <see cref="Receipt.Busy"/>, is sent again under the same numbers after a growing pause.
/// Safe for several threads; within a grain it runs on the grain's own scheduler.
/// </summary>
public sealed class Outbox<T>
{
    /// <summary>Items in one call: bounds a message to about a megabyte.</summary>
    public const int BatchSizeMax = 1000;

    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(2);

    private readonly Func<Batch<T>, Task<Receipt>> _send;
    private readonly Action<Receipt> _refused;
    private readonly Action<Exception>? _failed;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Queue<T> _waiting = new();
    private readonly Guid _stream = Guid.NewGuid();
    private readonly Queue<(long End, TaskCompletionSource Answered)> _flushes = new();
    private TaskCompletionSource _repeat = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _first;
    private bool _pumping;
    private bool _halted;
    private bool _closed;

    /// <summary>Makes an empty stream.</summary>
    /// <param name="send">Carries one batch over; an exception means that its outcome is unknown.</param>
    /// <param name="refused">Called once, after which nothing is sent any more (what waits is kept for <see cref="Close"/>), with <see cref="Receipt.UnknownSession"/> or <see cref="Receipt.Gone"/>.</param>
    /// <param name="time">Times the pauses between attempts.</param>
    /// <param name="failed">Told of each attempt that failed.</param>
    public Outbox(Func<Batch<T>, Task<Receipt>> send, Action<Receipt> refused, TimeProvider time, Action<Exception>? failed = null)
    {
        _send = send;
        _refused = refused;
        _time = time;
        _failed = failed;
    }

    /// <summary>How many items were not answered yet.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Queues an item; nothing happens once the outbox is closed.</summary>
    public void Add(T item)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _waiting.Enqueue(item);
            if (_pumping || _halted)
            {
                return;
            }

            _pumping = true;
        }

        _ = Pump();
    }

    /// <summary>Ends when everything added so far was answered, or the outbox was closed.</summary>
    public Task Flush()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 || _closed)
            {
                return Task.CompletedTask;
            }

            var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _flushes.Enqueue((_first + _waiting.Count, answered));
            return answered.Task;
        }
    }

    /// <summary>The call that is under way may have been lost, and is not waited for: its batch goes out again, soon, whatever pause was made.</summary>
    public void Repeat()
    {
        lock (_gate)
        {
            _repeat.TrySetResult();
        }
    }

    /// <summary>Drops what waits and takes no more. Returns what was dropped.</summary>
    public ImmutableArray<T> Close()
    {
        lock (_gate)
        {
            _closed = true;
            var dropped = _waiting.ToImmutableArray();
            _waiting.Clear();
            EndFlushes(long.MaxValue);
            return dropped;
        }
    }

    private async Task Pump()
    {
        // Lets the caller's turn add what else it has, so that it travels together.
        await Task.Yield();
        var pause = PauseMin;
        while (Next() is { } batch)
        {
            var receipt = Receipt.Busy;
            try
            {
                receipt = await Send(batch);
            }
            catch (Exception e)
            {
                _failed?.Invoke(e);
            }

            if (receipt == Receipt.Taken)
            {
                Remove(batch);
                pause = PauseMin;
            }
            else if (receipt == Receipt.Busy)
            {
                pause = await Rest(pause);
            }
            else
            {
                Halt(receipt);
            }
        }
    }

    /// <returns>The pause of the next time.</returns>
    private async Task<TimeSpan> Rest(TimeSpan pause)
    {
        var repeat = Repeated();
        if (!repeat.IsCompleted)
        {
            using var over = new CancellationTokenSource();
            await Task.WhenAny(Task.Delay(pause, _time, over.Token), repeat);
            await over.CancelAsync();
        }

        if (repeat.IsCompleted)
        {
            await Task.Delay(PauseMin, _time);
            return PauseMin;
        }

        return pause * 2 < PauseMax ? pause * 2 : PauseMax;
    }

    private Task Repeated()
    {
        lock (_gate)
        {
            return _repeat.Task;
        }
    }

    /// <returns>Busy if it is to be sent again.</returns>
    private async Task<Receipt> Send(Batch<T> batch)
    {
        lock (_gate)
        {
            _repeat = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        var (repeat, sending) = (Repeated(), _send(batch));
        if (await Task.WhenAny(sending, repeat) == sending)
        {
            return await sending;
        }

        _ = sending.ContinueWith(late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return Receipt.Busy;
    }

    private Batch<T>? Next()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 || _closed || _halted)
            {
                _pumping = false;
                return null;
            }

            var items = ImmutableArray.CreateBuilder<T>(Math.Min(_waiting.Count, BatchSizeMax));
            foreach (var item in _waiting)
            {
                if (items.Count == BatchSizeMax)
                {
                    break;
                }

                items.Add(item);
            }

            return new Batch<T>(_stream, _first, items.DrainToImmutable());
        }
    }

    private void Halt(Receipt receipt)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _halted = true;
        }

        _refused(receipt);
    }

    private void Remove(Batch<T> batch)
    {
        lock (_gate)
        {
            _first += batch.Items.Length;
            for (var i = 0; i < batch.Items.Length && _waiting.Count > 0; i++)
            {
                _waiting.Dequeue();
            }

            EndFlushes(_first);
        }
    }

    private void EndFlushes(long end)
    {
        while (_flushes.TryPeek(out var flush) && flush.End <= end)
        {
            _flushes.Dequeue().Answered.TrySetResult();
        }
    }
}
