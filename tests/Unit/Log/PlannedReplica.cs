using MesosOrleans.Log;

namespace MesosOrleans.Tests.Unit.Log;

/// <summary>A replica in memory that fails, hangs or forgets as a test plans it.</summary>
internal sealed class PlannedReplica : ILogReplica
{
    private static int _made;

    private LogReplica _replica;
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PlannedReplica()
    {
        Store = new MemoryLogStore($"replica {Interlocked.Increment(ref _made):0000}", Guid.NewGuid());
        _replica = new LogReplica(Store);
    }

    public MemoryLogStore Store { get; private set; }

    public string Name => Store.Name;

    /// <summary>Requests that get no answer and have no effect.</summary>
    public Func<LogRequest, bool> Loses { get; set; } = _ => false;

    /// <summary>Requests that wait until <see cref="Release"/>.</summary>
    public Func<LogRequest, bool> Holds { get; set; } = _ => false;

    /// <summary>Requests that take effect, and whose answer is lost.</summary>
    public Func<LogRequest, bool> LosesAnswer { get; set; } = _ => false;

    public bool Down { get; set; }

    public int Writes { get; private set; }

    /// <summary>The replicas of a log that was initialised.</summary>
    public static PlannedReplica[] Many(int count)
    {
        PlannedReplica[] replicas = [.. Enumerable.Range(0, count).Select(_ => new PlannedReplica())];
        LogInitialization.Run(replicas, null, Guid.NewGuid, CancellationToken.None).GetAwaiter().GetResult();
        return replicas;
    }

    /// <summary>A coordinator of all of them.</summary>
    public static Coordinator Coordinator(params PlannedReplica[] replicas) =>
        new(replicas[0].Store.Load(0, 0, default).Result.Metadata.Ensemble, replicas, Guid.NewGuid);

    /// <summary>Finds them.</summary>
    public static LogDirectory Directory(params PlannedReplica[] replicas) =>
        new([.. replicas.Select(replica => replica.Name)], name => replicas.Single(replica => replica.Name == name));

    /// <summary>Everything is lost.</summary>
    public void Wipe()
    {
        Store = new MemoryLogStore(Name, Guid.NewGuid());
        _replica = new LogReplica(Store);
    }

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
