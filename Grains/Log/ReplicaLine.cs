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

    public string Name => replica.Name;

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
