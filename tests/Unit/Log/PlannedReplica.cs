using MesosOrleans.Log;

namespace MesosOrleans.Tests.Unit.Log;

/// <summary>A replica in memory that fails, hangs or forgets as a test plans it.</summary>
internal sealed class PlannedReplica : ILogReplica
{
    private static int _made;

    private readonly LogReplica _replica;
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PlannedReplica(bool voting = true)
    {
        Store = new MemoryLogStore($"replica {Interlocked.Increment(ref _made)}", Guid.NewGuid());
        _replica = new LogReplica(Store);
        if (voting)
            LogInitialization.Run([_replica], 0, CancellationToken.None).GetAwaiter().GetResult();
    }

    public MemoryLogStore Store { get; }

    public string Name => Store.Name;

    /// <summary>Requests that get no answer and have no effect.</summary>
    public Func<LogRequest, bool> Loses { get; set; } = _ => false;

    /// <summary>Requests that wait until <see cref="Release"/>.</summary>
    public Func<LogRequest, bool> Holds { get; set; } = _ => false;

    /// <summary>Requests that take effect, and whose answer is lost.</summary>
    public Func<LogRequest, bool> LosesAnswer { get; set; } = _ => false;

    public bool Down { get; set; }

    public int Writes { get; private set; }

    public static PlannedReplica[] Many(int count) => [.. Enumerable.Range(0, count).Select(_ => new PlannedReplica())];

    public void Release() => _held.TrySetResult();

    public async Task<LogReply> Ask(LogRequest request, CancellationToken cancellation)
    {
        if (request is WriteRequest)
            Writes++;
        return await Serve(request, () => _replica.Ask(request, cancellation), cancellation);
    }

    public async Task<IReadOnlyList<PositionRow>> Read(long from, long to, CancellationToken cancellation)
    {
        Fail();
        return await _replica.Read(from, to, cancellation);
    }

    public async Task<IReadOnlyList<long>> Missing(long from, long to, int limit, CancellationToken cancellation)
    {
        Fail();
        return await _replica.Missing(from, to, limit, cancellation);
    }

    public async Task<ReplicaMetadata> Describe(CancellationToken cancellation)
    {
        Fail();
        return await _replica.Describe(cancellation);
    }

    private async Task<LogReply> Serve(LogRequest request, Func<Task<LogReply>> serve, CancellationToken cancellation)
    {
        if (Holds(request))
            await _held.Task.WaitAsync(cancellation);
        Fail();
        if (Loses(request))
            throw new TimeoutException($"{Name} lost {request}");
        var reply = await serve();
        return LosesAnswer(request) ? throw new TimeoutException($"{Name} lost the answer to {request}") : reply;
    }

    private void Fail()
    {
        if (Down)
            throw new IOException($"{Name} is down");
    }
}
