using System.Collections.Immutable;
using MesosOrleans.Storage;
using Microsoft.Data.Sqlite;

namespace MesosOrleans.Log;

/// <summary>
/// A replica in a SQLite file: the embedded default, for one machine. A durable commit is one transaction and one sync of the write-ahead
/// log; a change that need not be durable is synced with the next one that must.
/// </summary>
public sealed class SqliteLogStore : IReplicaStore
{
    private static readonly SqliteSchema Schema = new("replicated log", 0x4D4C4F47, [
        """
        CREATE TABLE log_replica (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, incarnation TEXT NOT NULL, ensemble INTEGER NOT NULL, status INTEGER NOT NULL,
            promised INTEGER NOT NULL, begin_position INTEGER NOT NULL, end_position INTEGER NOT NULL, changes INTEGER NOT NULL) STRICT;
        CREATE TABLE log_position (
            log_id INTEGER NOT NULL REFERENCES log_replica (id), position INTEGER NOT NULL, promised INTEGER NOT NULL, performed INTEGER NOT NULL,
            kind INTEGER, data BLOB, truncate_to INTEGER, learned INTEGER NOT NULL, PRIMARY KEY (log_id, position)) STRICT;
        """]);

    // Truncated rows go a few with each commit, so that no append waits for thousands; Read does not show them.
    private const int DeletionsMax = 64;

    private readonly SqliteFileStore _file;
    private readonly string _log;
    private long _id;

    // Guarded by the file's gate, as the connection is. A file that was left with a truncation half-way goes on with it.
    private bool _durable = true;
    private bool _truncating = true;

    private SqliteLogStore(SqliteFileStore file, string log)
    {
        _file = file;
        _log = log;
    }

    public string Name => _file.Path;

    /// <summary>Opens or makes the file and the named log in it. A new log gets the given incarnation.</summary>
    /// <exception cref="StoreException">The file is damaged, of a newer program, of another kind, or in use.</exception>
    public static async Task<SqliteLogStore> Open(string path, string log, Guid incarnation, CancellationToken cancellation)
    {
        var store = new SqliteLogStore(await SqliteFileStore.Open(path, Schema, cancellation), log);
        try
        {
            store._id = await store._file.Run(connection => store.Create(connection, incarnation), cancellation);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public Task<ReplicaState> Load(long first, int count, CancellationToken cancellation) =>
        _file.Run(connection => Snapshot(connection, first, count), cancellation);

    public Task<CommitResult> Commit(ReplicaState decidedUpon, ReplicaChange change, CancellationToken cancellation) =>
        _file.Run(connection => Commit(connection, decidedUpon, change), cancellation);

    public Task<IReadOnlyList<PositionRow>> Read(long from, long to, CancellationToken cancellation) =>
        _file.Run<IReadOnlyList<PositionRow>>(connection => Rows(connection, from, to), cancellation);

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private long Create(SqliteConnection connection, Guid incarnation)
    {
        var fresh = ReplicaMetadata.New(incarnation);
        connection.Execute("""
            INSERT INTO log_replica VALUES (NULL, $name, $incarnation, $ensemble, $status, $promised, $begin, $end, $changes)
            ON CONFLICT DO NOTHING
            """, [("$name", _log), .. Columns(fresh)]);
        return connection.Scalar<long>("SELECT id FROM log_replica WHERE name = $name", ("$name", _log));
    }

    private CommitResult Commit(SqliteConnection connection, ReplicaState decidedUpon, ReplicaChange change)
    {
        if (_durable != change.Durable)
            connection.Execute(change.Durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
        _durable = change.Durable;

        using var transaction = connection.BeginTransaction();
        var actual = Snapshot(connection, decidedUpon.First, decidedUpon.Rows.Length);
        if (!actual.SameAs(decidedUpon))
            return new CommitResult(false, actual);

        foreach (var row in change.Rows)
            Put(connection, row);
        var after = change.Over(actual);
        connection.Execute("""
            UPDATE log_replica SET incarnation = $incarnation, ensemble = $ensemble, status = $status, promised = $promised,
                begin_position = $begin, end_position = $end, changes = $changes WHERE id = $id
            """, [("$id", _id), .. Columns(after.Metadata)]);
        _truncating |= after.Metadata.Begin > actual.Metadata.Begin;
        var deleted = _truncating ? Delete(connection, after.Metadata.Begin) : 0;
        transaction.Commit();
        _truncating &= deleted == DeletionsMax;
        return new CommitResult(true, after);
    }

    private ReplicaState Snapshot(SqliteConnection connection, long first, int count)
    {
        var rows = new PositionRow?[count];
        if (count > 0)
        {
            foreach (var row in Rows(connection, first, first + count - 1))
                rows[row.Position - first] = row;
        }

        using var command = connection.Statement(
            "SELECT incarnation, ensemble, status, promised, begin_position, end_position, changes FROM log_replica WHERE id = $id", ("$id", _id));
        using var reader = command.ExecuteReader();
        if (!reader.Read())
            throw new StoreException($"{Name}: the log {_log} was deleted while it was in use.");

        var metadata = new ReplicaMetadata(Guid.Parse(reader.GetString(0)), reader.GetInt64(1), (ReplicaStatus)reader.GetInt32(2), reader.GetInt64(3),
            reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6));
        return new ReplicaState(metadata, first, ImmutableArray.Create(rows));
    }

    private List<PositionRow> Rows(SqliteConnection connection, long from, long to)
    {
        using var command = connection.Statement("""
            SELECT position, p.promised, performed, kind, data, truncate_to, learned FROM log_position p JOIN log_replica r ON r.id = log_id
            WHERE log_id = $id AND position BETWEEN max($from, begin_position) AND $to ORDER BY position
            """, ("$id", _id), ("$from", from), ("$to", to));
        using var reader = command.ExecuteReader();
        var rows = new List<PositionRow>();
        while (reader.Read())
        {
            LogAction? action = reader.IsDBNull(3) ? null : (LogActionKind)reader.GetInt32(3) switch
            {
                LogActionKind.Nop => new LogAction.Nop(),
                LogActionKind.Append => new LogAction.Append(reader.GetFieldValue<byte[]>(4)),
                LogActionKind.Truncate => new LogAction.Truncate(reader.GetInt64(5)),
                var kind => throw new StoreException($"{Name}: position {reader.GetInt64(0)} holds an action of the unknown kind {kind}."),
            };
            rows.Add(new PositionRow(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), action, reader.GetBoolean(6)));
        }

        return rows;
    }

    private void Put(SqliteConnection connection, PositionRow row) => connection.Execute("""
        INSERT INTO log_position VALUES ($id, $position, $promised, $performed, $kind, $data, $truncate, $learned)
        ON CONFLICT (log_id, position) DO UPDATE SET
            promised = $promised, performed = $performed, kind = $kind, data = $data, truncate_to = $truncate, learned = $learned
        """,
        ("$id", _id), ("$position", row.Position), ("$promised", row.Promised), ("$performed", row.Performed), ("$kind", (long?)row.Action?.Kind),
        ("$data", (row.Action as LogAction.Append)?.Data.ToArray()), ("$truncate", (row.Action as LogAction.Truncate)?.To),
        ("$learned", row.Learned ? 1L : 0L));

    private int Delete(SqliteConnection connection, long begin) => connection.Execute("""
        DELETE FROM log_position WHERE rowid IN (
            SELECT rowid FROM log_position WHERE log_id = $id AND position < $begin ORDER BY position LIMIT $count)
        """, ("$id", _id), ("$begin", begin), ("$count", (long)DeletionsMax));

    private static (string, object?)[] Columns(ReplicaMetadata metadata) =>
    [
        ("$incarnation", metadata.Incarnation.ToString()), ("$ensemble", metadata.Ensemble), ("$status", (long)metadata.Status),
        ("$promised", metadata.Promised), ("$begin", metadata.Begin), ("$end", metadata.End), ("$changes", metadata.Changes),
    ];
}
