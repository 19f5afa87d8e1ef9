using Npgsql;

namespace MesosOrleans.Log;

/// <summary>
/// A replica in a PostgreSQL database: in production on a server of its own. A durable commit is one round trip and one transaction that is
/// on disk when it is answered. A change that need not be durable waits a moment for the next that must, and goes with it.
///
/// Opening is lazy: a server that is down makes calls fail, not the construction, and a later call connects. The first connection makes the
/// tables. Each connection looks at where it leads to, see <see cref="PostgresLogConnectionStore"/>.
/// </summary>
public sealed class PostgresLogStore : IReplicaStore
{
    private const string LoadText = """
        SELECT true, r.number, r.incarnation, r.status, r.ensemble_log, r.ensemble, r.members, r.promised, r.begin_position, r.end_position, r.changes,
            r.known_version, r.known, p.position, p.promised, p.performed, p.kind, p.data, p.truncate_to, p.learned
        FROM log_replica r LEFT JOIN log_position p ON p.log_id = r.id AND p.position BETWEEN GREATEST($2, r.begin_position) AND $3
        WHERE r.name = $1 ORDER BY p.position
        """;

    private const string MissingText = """
        SELECT p.position FROM log_replica r JOIN log_position p ON p.log_id = r.id AND p.learned AND p.position BETWEEN $2 AND $3
        WHERE r.name = $1 ORDER BY p.position
        """;

    private const string DeleteText = """
        WITH gone AS (DELETE FROM log_replica WHERE name = $1 RETURNING id) DELETE FROM log_position WHERE log_id IN (SELECT id FROM gone)
        """;

    private readonly PostgresLogConnectionStore _connections;
    private readonly PostgresLogLaneStore _lane;
    private readonly PostgresLogRowsStore _rows;
    private readonly string _log;

    /// <param name="connection">A connection string of Npgsql that names one server.</param>
    /// <param name="log">The log's name: several logs in one database are kept apart by it.</param>
    /// <param name="draw">Draws the incarnation of new tables.</param>
    /// <param name="patience">How long a call waits for the server, in whole seconds; null: as a silo does, which others wait for.</param>
    /// <exception cref="Storage.StoreException">The connection string is none, or names several servers.</exception>
    public PostgresLogStore(string connection, string log, Func<Guid> draw, TimeSpan? patience = null)
    {
        _connections = new PostgresLogConnectionStore(connection, log, draw, patience);
        _rows = new PostgresLogRowsStore(Name);
        _lane = new PostgresLogLaneStore(_connections, _rows, log, (commit, token) => Load(commit.Was.First, commit.Was.Rows.Length, token));
        _log = log;
    }

    /// <summary><c>host:port/database</c>.</summary>
    public string Name => _connections.Name;

    public async Task<ReplicaState> Load(long first, int count, CancellationToken cancellation)
    {
        var loaded = await Rows(LoadText, first, first + count - 1, (reader, token) => _rows.Read(reader, first, count, null, token), cancellation);
        return loaded.State;
    }

    public Task<CommitResult> Commit(ReplicaState decidedUpon, ReplicaChange change, CancellationToken cancellation) =>
        _lane.Commit(decidedUpon, change).WaitAsync(cancellation);

    public async Task<IReadOnlyList<PositionRow>> Read(long from, long to, CancellationToken cancellation) =>
        await Rows(LoadText, from, to, PostgresLogRowsStore.Collect, cancellation);

    public Task<IReadOnlyList<long>> Missing(long from, long to, int limit, CancellationToken cancellation) =>
        Rows<IReadOnlyList<long>>(MissingText, from, to, async (reader, token) =>
        {
            var missing = new List<long>();
            for (var position = from; position <= to && missing.Count < limit; position++)
            {
                var next = await reader.ReadAsync(token) ? reader.GetInt64(0) : to + 1;
                while (position < next && missing.Count < limit)
                    missing.Add(position++);
            }

            return missing;
        }, cancellation);

    /// <summary>Deletes all that the database holds of this log. Nothing may be asked of this store afterwards.</summary>
    public Task Delete(CancellationToken cancellation) => _connections.Use(async (connection, token) =>
    {
        await using var command = new NpgsqlCommand(DeleteText, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = _log } } };
        return await command.ExecuteNonQueryAsync(token);
    }, cancellation);

    public async ValueTask DisposeAsync()
    {
        await _lane.DisposeAsync();
        await _connections.DisposeAsync();
    }

    private Task<T> Rows<T>(string text, long from, long to, Func<NpgsqlDataReader, CancellationToken, Task<T>> read, CancellationToken cancellation) =>
        _connections.Use(async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(text, connection)
            {
                Parameters = { new NpgsqlParameter<string> { TypedValue = _log }, new NpgsqlParameter<long> { TypedValue = from }, new NpgsqlParameter<long> { TypedValue = to } },
            };
            await using var reader = await command.ExecuteReaderAsync(token);
            return await read(reader, token);
        }, cancellation);
}
