namespace MesosOrleans.Sessions;

/// <summary>
/// Keeps one side's session with its grain: opens it (again and again, with growing pauses), then watches it. After a silence, or when the connection was in doubt, it asks the grain
/// whether the session stands; when the grain does not know it any more, it is opened anew.
/// </summary>
internal sealed class SessionKeeper : IDisposable
{
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(2);

    private readonly Func<CancellationToken, Task<TimeSpan>> _open;
    private readonly Func<Task<Receipt>> _confirm;
    private readonly Action<Exception> _failed;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _wakeUp = new(0);
    private long _heardAt;
    private volatile TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _broken;
    private volatile bool _doubted;

    /// <param name="open">Opens a session; answers after which silence it shall be asked for.</param>
    /// <param name="confirm">Asks the grain whether the session stands.</param>
    /// <param name="failed">Told of each attempt that failed.</param>
    /// <param name="time">Times silences and pauses.</param>
    public SessionKeeper(
        Func<CancellationToken, Task<TimeSpan>> open, Func<Task<Receipt>> confirm, Action<Exception> failed, TimeProvider time)
    {
        _open = open;
        _confirm = confirm;
        _failed = failed;
        _time = time;
    }

    /// <summary>The grain has called: the session stands.</summary>
    public void Heard() => Volatile.Write(ref _heardAt, _time.GetTimestamp());

    /// <summary>A call has failed: ask now.</summary>
    public void Doubt()
    {
        _doubted = true;
        _wakeUp.Release();
    }

    /// <summary>The silos changed: ask now. What is under way may have been lost with a silo, and then is never answered: it is not waited for any more.</summary>
    public void Changed()
    {
        _changed.TrySetResult();
        Doubt();
    }

    /// <summary>The grain has said that it does not know the session.</summary>
    public void Broken()
    {
        _broken = true;
        _wakeUp.Release();
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task Run(CancellationToken cancel)
    {
        while (true)
        {
            _broken = false;
            var silence = await Retry(_open, cancel);
            Heard();
            await Watch(silence, cancel);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _wakeUp.Dispose();

    private async Task Watch(TimeSpan silence, CancellationToken cancel)
    {
        while (true)
        {
            // Wakes of before: what they were for is looked at now.
            while (_wakeUp.Wait(0, CancellationToken.None))
            {
            }

            if (_broken)
            {
                return;
            }

            var left = silence - _time.GetElapsedTime(Volatile.Read(ref _heardAt));
            if (left > TimeSpan.Zero && !_doubted)
            {
                using var timer = new CancellationTokenSource(left, _time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timer.Token);
                try
                {
                    await _wakeUp.WaitAsync(either.Token);
                }
                catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
                {
                    // The silence was long enough.
                }

                continue;
            }

            if (await Retry(async _ => (Receipt?)await _confirm(), cancel, () => _broken) is Receipt.UnknownSession)
            {
                return;
            }

            Heard();
        }
    }

    private async Task<T?> Retry<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancel, Func<bool>? enough = null)
    {
        var pause = PauseMin;
        while (enough?.Invoke() != true)
        {
            cancel.ThrowIfCancellationRequested();
            (_doubted, _changed) = (false, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            try
            {
                return await Unless(_changed.Task, attempt(cancel));
            }
            catch (Exception e) when (e is not SessionEndedException)
            {
                // What fails because everything ends here is no failure, whatever it throws.
                cancel.ThrowIfCancellationRequested();
                _failed(e);
            }

            pause = await Rest(pause, _changed.Task, cancel);
        }

        return default;
    }

    /// <summary>When the silos change, what failed may succeed: then the pause is over soon, and the next is short again.</summary>
    private async Task<TimeSpan> Rest(TimeSpan pause, Task changed, CancellationToken cancel)
    {
        if (!changed.IsCompleted)
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            await Task.WhenAny(Task.Delay(Spread(pause), _time, over.Token), changed);
            await over.CancelAsync();
            cancel.ThrowIfCancellationRequested();
        }

        if (changed.IsCompleted)
        {
            await Task.Delay(Spread(PauseMin), _time, cancel);
            return PauseMin;
        }

        return pause * 2 < PauseMax ? pause * 2 : PauseMax;
    }

    /// <summary>So that many sessions do not return at the same moment after the loss of a silo.</summary>
    private static TimeSpan Spread(TimeSpan pause) => pause * (0.5 + Random.Shared.NextDouble());

    /// <exception cref="TimeoutException">The silos changed first; its outcome is unknown.</exception>
    private static async Task<T> Unless<T>(Task changed, Task<T> attempt)
    {
        if (await Task.WhenAny(attempt, changed) == attempt)
        {
            return await attempt;
        }

        _ = attempt.ContinueWith(late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        throw new TimeoutException("the silos changed before there was an answer");
    }
}

/// <summary>The session is over for good, and why: the slave was removed, or the framework refused.</summary>
public sealed class SessionEndedException(string message) : Exception(message);
