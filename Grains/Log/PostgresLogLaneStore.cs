using Npgsql;

namespace MesosOrleans.Log;

/// <summary>
/// The commits of one replica, one transaction after the other. What was asked for while a transaction is under way goes in the next one, all
/// at once and in its order: one round trip, and one sync if any of them is durable.
///
/// Learning what was appended waits for a while, so that many positions are learned by one statement: it hurries nobody, and its share of an
/// append would be half. Only appends overtake it; what else there is, is decided upon what was learned before.
/// </summary>
internal sealed class PostgresLogLaneStore : IAsyncDisposable
{
    private const int CommitsMax = 64;

    // How much may be left unlearned by a silo that dies: an election fills it, position by position.
    private const int LearnsMax = 32;
    private static readonly TimeSpan LearnsWait = TimeSpan.FromMilliseconds(20);

    private readonly PostgresLogConnectionStore _connections;
    private readonly PostgresLogRowsStore _rows;
    private readonly PostgresLogStatementStore _statements;
    private readonly PostgresLogSweepStore _sweep;
    private readonly Func<PostgresLogCommit, CancellationToken, Task<ReplicaState>> _load;
    private readonly Timer _wait;
    private readonly Lock _lock = new();
    private readonly Queue<PostgresLogCommit> _waiting = [];
    private readonly Queue<PostgresLogCommit> _learns = [];
    private Task _running = Task.CompletedTask;
    private bool _waits;
    private bool _waited;
    private bool _busy;
    private bool _ended;

    /// <param name="connections">Where to.</param>
    /// <param name="rows">Reads the answers.</param>
    /// <param name="log">The log's name.</param>
    /// <param name="load">How the replica stands at the positions of a commit that was not applied.</param>
    public PostgresLogLaneStore(
        PostgresLogConnectionStore connections, PostgresLogRowsStore rows, string log, Func<PostgresLogCommit, CancellationToken, Task<ReplicaState>> load)
    {
        _connections = connections;
        _rows = rows;
        _statements = new PostgresLogStatementStore(rows, log);
        _sweep = new PostgresLogSweepStore(connections, log);
        _load = load;
        _wait = new Timer(_ => Waited());
    }

    /// <summary>Its outcome is known when it ends well, and only then; it cannot be called back.</summary>
    public Task<CommitResult> Commit(ReplicaState decidedUpon, ReplicaChange change)
    {
        var commit = new PostgresLogCommit(decidedUpon, change);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            (commit.Form == ReplicaChangeForm.Learns ? _learns : _waiting).Enqueue(commit);
        }

        Go();
        return commit.Result.Task;
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
            _ended = true;
        Go();
        for (var running = Running(); running is not null; running = Running())
            await running;
        await _wait.DisposeAsync();
        await _sweep.DisposeAsync();

        Task? Running()
        {
            lock (_lock)
                return _busy ? _running : null;
        }
    }

    private void Waited()
    {
        lock (_lock)
            (_waits, _waited) = (false, true);
        Go();
    }

    /// <summary>Begins the next transaction, if none is under way and there is something to do.</summary>
    private void Go()
    {
        List<PostgresLogCommit> batch = [];
        TaskCompletionSource running;
        lock (_lock)
        {
            if (_busy)
                return;

            var learns = _ended || _waited || _learns.Count >= LearnsMax || _waiting.Any(commit => commit.Form != ReplicaChangeForm.Appends);
            Take(batch, learns ? _learns : []);
            Take(batch, _waiting);
            if (learns)
                _waited = false;
            if (_learns.Count > 0 && !_waits)
                _waits = _wait.Change(LearnsWait, Timeout.InfiniteTimeSpan);
            if (batch.Count == 0)
                return;

            _busy = true;
            _running = (running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        _ = Work(batch, running);
    }

    private static void Take(List<PostgresLogCommit> batch, Queue<PostgresLogCommit> from)
    {
        while (batch.Count < CommitsMax && from.TryDequeue(out var next))
            batch.Add(next);
    }

    private async Task Work(List<PostgresLogCommit> batch, TaskCompletionSource running)
    {
        List<CommitResult?>? results = null;
        Exception? failure = null;
        try
        {
            results = await _connections.UseKept((connection, token) => Run(connection, batch, token));
            for (var i = 0; i < results.Count; i++)
                results[i] ??= new CommitResult(false, await _load(batch[i], CancellationToken.None));
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        lock (_lock)
        {
            // Who waits behind one that hangs has waited enough.
            while (failure is not null && (_learns.TryDequeue(out var next) || _waiting.TryDequeue(out next)))
                batch.Add(next);
            _busy = false;
        }

        Go();
        running.SetResult();

        // Last, since who has waited goes on from here.
        for (var i = 0; i < batch.Count; i++)
        {
            if (failure is not null)
                batch[i].Result.TrySetException(failure);
            else
                batch[i].Result.TrySetResult(results![i]!);
        }
    }

    private async Task<List<CommitResult?>> Run(NpgsqlConnection connection, List<PostgresLogCommit> commits, CancellationToken cancellation)
    {
        var synced = commits.Exists(commit => commit.Change.Durable);
        var units = PostgresLogUnitStore.Of(commits);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var unit in units)
            batch.BatchCommands.Add(unit.Statement(_statements, synced));

        var results = new List<CommitResult?>(commits.Count);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        foreach (var unit in units)
        {
            results.AddRange(await unit.Read(reader, _rows, cancellation));
            await reader.NextResultAsync(cancellation);
        }

        if (commits.Exists(commit => commit.Change.Metadata.Begin > commit.Was.Metadata.Begin))
            _sweep.Begin();
        return results;
    }
}
