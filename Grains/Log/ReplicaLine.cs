namespace MesosOrleans.Log;

/// <summary>
/// One replica as its coordinator calls it. A call outlives the quorum that no longer waits for it; how many may be under way is bounded,
/// so that a replica that hangs costs neither memory nor time: beyond the bound it counts as not answering. A later catch-up fills what it
/// missed.
/// </summary>
internal sealed class ReplicaLine(ILogReplica replica, Action<string, Exception> failed, CancellationToken lifetime)
{
    private const int OutstandingMax = 64;

    private readonly Lock _lock = new();
    private readonly HashSet<Task> _outstanding = [];
    private long _verified;

    public string Name => replica.Name;

    /// <summary>Whether it showed itself, when last asked, as a voter of the ensemble: what it has learned is of this log.</summary>
    public bool Votes { get; set; }

    /// <summary>The replica is known to have learned all positions below.</summary>
    public long Verified => Interlocked.Read(ref _verified);

    /// <summary>Positions from <paramref name="first"/> up to below <paramref name="next"/> are known to be learned.</summary>
    public void Learned(long first, long next)
    {
        lock (_lock)
            _verified = first <= _verified && next > _verified ? next : _verified;
    }

    /// <summary>It may be that the replica misses this position, and others after it.</summary>
    public void Missed(long position)
    {
        lock (_lock)
            _verified = Math.Min(_verified, position);
    }

    /// <summary>Never throws: a call that failed is an answer that says so.</summary>
    public Task<ReplicaAnswer<T>> Ask<T>(Func<ILogReplica, CancellationToken, Task<T>> request)
        where T : class
    {
        lock (_lock)
        {
            if (_outstanding.Count >= OutstandingMax)
            {
                var hangs = new TimeoutException($"{Name}: {OutstandingMax} requests are waiting for an answer.");
                return Task.FromResult(new ReplicaAnswer<T>(this, null, hangs));
            }

            var task = Call(request);
            if (task.IsCompleted)
                return task;

            _outstanding.Add(task);
            task.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return task;
        }
    }

    /// <summary>Ends when no call is under way.</summary>
    public Task Settled()
    {
        lock (_lock)
            return Task.WhenAll(_outstanding);
    }

    private async Task<ReplicaAnswer<T>> Call<T>(Func<ILogReplica, CancellationToken, Task<T>> request)
        where T : class
    {
        try
        {
            lifetime.ThrowIfCancellationRequested();
            return new ReplicaAnswer<T>(this, await request(replica, lifetime), null);
        }
        catch (Exception exception)
        {
            if (!lifetime.IsCancellationRequested)
                failed(Name, exception);
            return new ReplicaAnswer<T>(this, null, exception);
        }
    }

    private void Forget(Task task)
    {
        lock (_lock)
            _outstanding.Remove(task);
    }
}

/// <summary>A replica's answer, or why there is none.</summary>
internal sealed record ReplicaAnswer<T>(ReplicaLine Line, T? Value, Exception? Failure)
    where T : class;
