using MesosOrleans.Pages;

namespace MesosOrleans.Silo.Web.Feeds;

/// <summary>What was read last, and what is wrong now.</summary>
/// <param name="Value">Null: nothing was read yet.</param>
/// <param name="Problem">Why the newest reading failed; null: it did not.</param>
internal sealed record Reading<T>(T? Value, string? Problem)
    where T : class;

/// <summary>
/// Reads something of the cluster again and again while somebody looks at it, once for all who look; nobody looking, nothing is read. A reading that fails leaves the former one, with the reason. It goes on for a
/// moment after the last one has left, since who goes from page to page leaves and comes.
/// </summary>
internal abstract partial class Feed<T>(TimeProvider time, ILogger log) : IAsyncDisposable
    where T : class
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Action> _watchers = [];
    private TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _pump;
    private long _leftAt;

    /// <summary>The newest.</summary>
    public Reading<T> Current { get; private set; } = new(null, null);

    /// <summary>Somebody looks, until this is disposed.</summary>
    /// <param name="changed">Called after each reading; returns at once.</param>
    public IDisposable Watch(Action changed)
    {
        lock (_gate)
        {
            _watchers.Add(changed);
            if (_pump is null && !_stop.IsCancellationRequested)
            {
                _first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _pump = Task.Run(() => Pump(_stop.Token));
            }
        }

        return new Watcher(this, changed);
    }

    /// <summary>Waits for the first reading of those who look now, so long at most.</summary>
    public async Task Fresh(TimeSpan longest)
    {
        Task first;
        lock (_gate)
        {
            first = _first.Task;
        }

        try
        {
            await first.WaitAsync(longest, time);
        }
        catch (TimeoutException)
        {
            // What is known, if anything, is shown until there is more.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_pump is { } pump)
        {
            await pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Whether somebody looks.</summary>
    protected internal bool IsWatched
    {
        get
        {
            lock (_gate)
            {
                return _watchers.Count > 0;
            }
        }
    }

    /// <summary>One reading.</summary>
    protected abstract Task<T> Read(CancellationToken cancelled);

    /// <summary>A reading is done; those who look have not heard of it yet.</summary>
    protected virtual void Took(T? before, T now)
    {
    }

    private async Task Pump(CancellationToken stop)
    {
        do
        {
            var began = time.GetTimestamp();
            try
            {
                var now = await Read(stop);
                Took(Current.Value, now);
                Current = new Reading<T>(now, null);
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                LogFailed(log, typeof(T).Name, e);
                Current = Current with { Problem = e.Message };
            }

            Action[] watchers;
            lock (_gate)
            {
                _first.TrySetResult();
                watchers = [.. _watchers];
            }

            foreach (var changed in watchers)
            {
                changed();
            }

            await Task.Delay(ReadingPace.PauseAfter(time.GetElapsedTime(began)), time, stop);
        }
        while (!IsOver());
    }

    private bool IsOver()
    {
        lock (_gate)
        {
            if (_watchers.Count > 0 || time.GetElapsedTime(_leftAt) < Linger)
            {
                return false;
            }

            _pump = null;
            return true;
        }
    }

    private void Leave(Action changed)
    {
        lock (_gate)
        {
            _watchers.Remove(changed);
            _leftAt = time.GetTimestamp();
        }
    }

    [LoggerMessage(4201, LogLevel.Warning, "What the web UI shows could not be read: {What}")]
    private static partial void LogFailed(ILogger log, string what, Exception reason);

    private sealed class Watcher(Feed<T> feed, Action changed) : IDisposable
    {
        public void Dispose() => feed.Leave(changed);
    }
}
