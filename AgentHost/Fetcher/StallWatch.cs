namespace MesosOrleans.AgentHost.Fetcher;

/// <summary>Ends a download whose server has sent nothing for too long; the caller's own wish to end it stays apart.</summary>
internal sealed class StallWatch : IDisposable
{
    private readonly TimeSpan _timeout;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _both;

    public StallWatch(TimeSpan timeout, TimeProvider time, CancellationToken caller)
    {
        _timeout = timeout;
        _caller = caller;
        _silence = new CancellationTokenSource(timeout, time);
        _both = CancellationTokenSource.CreateLinkedTokenSource(_silence.Token, caller);
    }

    /// <summary>For everything that waits for the server.</summary>
    public CancellationToken Token => _both.Token;

    /// <summary>True if it was the server's silence that ended it.</summary>
    public bool IsSilent => _silence.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>The failure that <see cref="IsSilent"/> is.</summary>
    public FetchException Failure => new($"the server has sent nothing for {_timeout.TotalSeconds:0.###} seconds (--fetcher_stall_timeout)");

    /// <summary>The server has sent something.</summary>
    public void Heard() => _silence.CancelAfter(_timeout);

    public void Dispose()
    {
        _both.Dispose();
        _silence.Dispose();
    }
}
