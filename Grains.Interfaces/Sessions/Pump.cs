namespace MesosOrleans.Sessions;

/// <summary>
/// Does one thing whenever it is asked to, never twice at a time; asked meanwhile, it does it once more afterwards. So many reasons cost one action, and none is missed.
/// An action that failed is repeated after a pause. Safe for several threads; within a grain it runs on the grain's own scheduler.
/// </summary>
public sealed class Pump(Func<Task> act, TimeProvider time, Action<Exception>? failed = null)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private bool _asked;
    private bool _running;
    private bool _stopped;

    /// <summary>Asks for the action.</summary>
    public void Raise()
    {
        lock (_gate)
        {
            _asked = true;
            if (_running || _stopped)
            {
                return;
            }

            _running = true;
        }

        _ = Run();
    }

    /// <summary>No action begins any more.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
        }
    }

    private async Task Run()
    {
        // Lets the caller's turn raise it for all its reasons.
        await Task.Yield();
        while (Begin())
        {
            try
            {
                await act();
            }
            catch (Exception e)
            {
                failed?.Invoke(e);
                lock (_gate)
                {
                    _asked = true;
                }

                await Task.Delay(Pause, time);
            }
        }
    }

    private bool Begin()
    {
        lock (_gate)
        {
            _running = _asked && !_stopped;
            _asked = false;
            return _running;
        }
    }
}
