using MesosOrleans.Log;

namespace MesosOrleans.Bench.Simulation;

/// <summary>
/// The way from one silo to one database. A request or its answer may be slow, lost, or be carried out twice or long after the silo has
/// given up; a silo that was killed never hears of it.
/// </summary>
internal sealed class SimulatedLink(SimulatedWorld world, SimulatedHost host, SimulatedStore store) : IReplicaStore
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public string Name => store.Name;

    public Task<ReplicaState> Load(long first, int count, CancellationToken cancellation) => Call(() => store.Load(first, count));

    public Task<CommitResult> Commit(ReplicaState decidedUpon, ReplicaChange change, CancellationToken cancellation) =>
        Call(() => store.Commit(decidedUpon, change));

    public Task<IReadOnlyList<PositionRow>> Read(long from, long to, CancellationToken cancellation) => Call(() => store.Read(from, to));

    public Task<IReadOnlyList<long>> Missing(long from, long to, int limit, CancellationToken cancellation) =>
        Call(() => store.Missing(from, to, limit));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<T> Call<T>(Func<T> serve)
    {
        var call = new TaskCompletionSource<T>();
        if (!host.Alive)
            return call.Task;

        var connection = store.Generation;
        world.After(Travel(), () => Arrive(serve, call, connection));
        world.After(Patience, () => Return(() => call.TrySetException(new TimeoutException($"{Name} does not answer."))));
        return call.Task;
    }

    private void Arrive<T>(Func<T> serve, TaskCompletionSource<T> call, int connection)
    {
        if (host.Cut.Contains(store.Name) || host.Lossy && world.Random.Next(5) == 0)
            return;
        if (store.PausedUntil > world.Now)
        {
            world.After(store.PausedUntil - world.Now, () => Arrive(serve, call, connection));
            return;
        }

        if (!store.Up || store.Generation != connection)
        {
            Return(() => call.TrySetException(new IOException($"The connection to {Name} broke.")));
            return;
        }

        try
        {
            var answer = serve();
            if (host.Lossy && world.Random.Next(10) == 0)
                world.After(Travel(), () => _ = store.Up && store.Generation == connection ? serve() : answer);
            if (!(host.Lossy && world.Random.Next(5) == 0))
                world.After(Travel(), () => Return(() => call.TrySetResult(answer)));
        }
        catch (Exception exception)
        {
            Return(() => call.TrySetException(exception));
        }
    }

    /// <summary>What comes back to a silo that stands still waits there.</summary>
    private void Return(Action take)
    {
        if (host.PausedUntil > world.Now)
            world.After(host.PausedUntil - world.Now, () => Return(take));
        else if (host.Alive)
            take();
    }

    private TimeSpan Travel()
    {
        var hold = host.PausedUntil > world.Now ? host.PausedUntil - world.Now : TimeSpan.Zero;
        return hold + host.Slow.GetValueOrDefault(store.Name) + (host.Lossy && world.Random.Next(20) == 0 ? world.Between(100, 8_000) : world.Between(0.2, 4));
    }
}
