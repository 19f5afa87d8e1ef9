using Npgsql;

namespace MesosOrleans.Log;

/// <summary>
/// The commits of one replica, one transaction after the other and each in the order in which it was asked for. What was asked while a
/// transaction is under way goes in the next one, all at once: one round trip, and one sync if any of them is durable. A change that is not
/// durable waits for such a one, so that learning what was appended does not cost a transaction of its own while appends go on.
/// </summary>
internal sealed class PostgresLogLaneStore(PostgresLogConnectionStore connections, PostgresLogRowsStore rows, string log) : IAsyncDisposable
{
    private const int StatementsMax = 64;

    // How long a change that is not durable waits for one that is: about as long as an append takes.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(3);

    private readonly PostgresLogStatementStore _statements = new(rows, log);
    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _waiting = [];
    private TaskCompletionSource? _lingering;
    private Task _working = Task.CompletedTask;
    private Task _sweeping = Task.CompletedTask;
    private bool _ended;

    /// <summary>Its outcome is known when it ends well, and only then; it cannot be called back.</summary>
    public Task<CommitResult> Commit(ReplicaState decidedUpon, ReplicaChange change)
    {
        var waiting = new Waiting(decidedUpon, change);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            _waiting.Enqueue(waiting);
            if (change.Durable)
                _lingering?.TrySetResult();
            if (_working.IsCompleted)
                _working = Task.Run(Work);
        }

        return waiting.Result.Task;
    }

    public async ValueTask DisposeAsync()
    {
        Task working;
        lock (_lock)
        {
            _ended = true;
            _lingering?.TrySetResult();
            working = Task.WhenAll(_working, _sweeping);
        }

        await working;
    }

    private async Task Work()
    {
        while (await Take() is { Count: > 0 } batch)
        {
            try
            {
                var results = await connections.Use((connection, token) => Run(connection, batch, token), CancellationToken.None);
                foreach (var (waiting, result) in batch.Zip(results))
                    waiting.Result.TrySetResult(result);
                if (batch.Exists(waiting => waiting.Change.Metadata.Begin > waiting.Was.Metadata.Begin))
                    Sweep();
            }
            catch (Exception exception)
            {
                // Who waits behind one that hangs has waited enough.
                foreach (var waiting in batch.Concat(TakeAll()))
                    waiting.Result.TrySetException(exception);
            }
        }
    }

    /// <summary>What goes next; nothing: the work has ended, as of the moment that it was looked at.</summary>
    private async Task<List<Waiting>> Take()
    {
        Task? lingering = null;
        lock (_lock)
        {
            if (_waiting.Count > 0 && !_ended && !_waiting.Any(waiting => waiting.Change.Durable))
                lingering = (_lingering = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        if (lingering is not null)
            await Task.WhenAny(lingering, Task.Delay(Linger));

        lock (_lock)
        {
            _lingering = null;
            var batch = new List<Waiting>();
            while (batch.Count < StatementsMax && _waiting.TryDequeue(out var next))
                batch.Add(next);
            if (batch.Count == 0)
                _working = Task.CompletedTask;
            return batch;
        }
    }

    private List<Waiting> TakeAll()
    {
        lock (_lock)
        {
            var all = _waiting.ToList();
            _waiting.Clear();
            return all;
        }
    }

    private async Task<List<CommitResult>> Run(NpgsqlConnection connection, List<Waiting> waiting, CancellationToken cancellation)
    {
        var synced = waiting.Exists(item => item.Change.Durable);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var item in waiting)
            batch.BatchCommands.Add(_statements.Of(item.Was, item.Change, synced));

        var results = new List<CommitResult>(waiting.Count);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        do
        {
            if (results.Count < waiting.Count)
                results.Add(await Read(reader, waiting[results.Count], cancellation));
        }
        while (await reader.NextResultAsync(cancellation));

        return results;
    }

    private async Task<CommitResult> Read(NpgsqlDataReader reader, Waiting waiting, CancellationToken cancellation)
    {
        var was = waiting.Was;
        var result = await rows.Read(reader, was.First, was.Rows.Length, was.Metadata, cancellation);

        // Of what was applied, only the metadata is answered: the rows were as they were decided upon.
        return result.Applied ? result with { State = waiting.Change.Over(was, result.State with { Rows = was.Rows }) } : result;
    }

    /// <summary>Deletes what a truncation has hidden, beside the commits and a few rows at a time.</summary>
    private void Sweep()
    {
        lock (_lock)
        {
            if (_sweeping.IsCompleted && !_ended)
                _sweeping = PostgresLogSweepStore.Run(connections, log, () => _ended);
        }
    }

    private sealed record Waiting(ReplicaState Was, ReplicaChange Change)
    {
        public TaskCompletionSource<CommitResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
