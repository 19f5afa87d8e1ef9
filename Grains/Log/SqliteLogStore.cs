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
        """,
        """
        ALTER TABLE log_replica ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE log_replica ADD COLUMN known TEXT NOT NULL DEFAULT '{"version":0,"items":[]}';
        ALTER TABLE log_replica ADD COLUMN members TEXT NOT NULL
            DEFAULT '{"log":"00000000-0000-0000-0000-000000000000","version":0,"quorum":0,"members":[],"former":[],"newcomer":null}';
        UPDATE log_replica SET ensemble = 1, members = '{"log":"' || incarnation
            || '","version":1,"quorum":1,"members":["embedded"],"former":[],"newcomer":null}' WHERE status = 1;
        """]);

    // Truncated rows go a few with each commit, so that no append waits for thousands; Read does not show them.
    private const int DeletionsMax = 64;

    private readonly SqliteFileStore _file;
    private readonly string _log;
    private long _id;

    // As last read: these seldom change, and reading their text costs more than the rest of the row.
    private (string Text, Ensemble Value) _ensemble = ("", Ensemble.None);
    private (string Text, Sightings Value) _known = ("", Sightings.None);

    // Guarded by the file's gate, as the connection is. A file that was left with a truncation half-way goes on with it.
    private bool _durable = true;
    private bool _truncating = true;

    private SqliteLogStore(SqliteFileStore file, string log)
    {
        _file = file;
        _log = log;
    }

    /// <summary>The only member of the embedded default's ensemble.</summary>
    public string Name => MemberName;

    /// <summary>The name of the one replica of the embedded default, wherever its file lies.</summary>
    public const string MemberName = "embedded";

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

    public Task<IReadOnlyList<long>> Missing(long from, long to, int limit, CancellationToken cancellation) =>
        _file.Run<IReadOnlyList<long>>(connection => Missing(connection, from, to, limit), cancellation);

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private long Create(SqliteConnection connection, Guid incarnation)
    {
        var fresh = ReplicaMetadata.New(incarnation);
        connection.Execute("""
            INSERT INTO log_replica (name, incarnation, number, ensemble, members, status, promised, begin_position, end_position, changes, known)
            VALUES ($name, $incarnation, $number, $ensemble, $members, $status, $promised, $begin, $end, $changes, $known)
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
        if (!change.Holds(decidedUpon, actual))
            return new CommitResult(false, actual);

        if (change.Clears)
            connection.Execute("DELETE FROM log_position WHERE log_id = $id", ("$id", _id));
        foreach (var row in change.Rows)
            Put(connection, row);
        var after = change.Over(decidedUpon, actual);
        connection.Execute("""
            UPDATE log_replica SET incarnation = $incarnation, number = $number, ensemble = $ensemble, members = $members, status = $status,
                promised = $promised, begin_position = $begin, end_position = $end, changes = $changes, known = $known WHERE id = $id
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
            "SELECT number, incarnation, members, status, promised, begin_position, end_position, changes, known FROM log_replica WHERE id = $id", ("$id", _id));
        using var reader = command.ExecuteReader();
        if (!reader.Read())
            throw new StoreException($"{_file.Path}: the log {_log} was deleted while it was in use.");

        var metadata = new ReplicaMetadata(
            new Incarnation(reader.GetInt64(0), Guid.Parse(reader.GetString(1))), Recall(ref _ensemble, reader.GetString(2), LogText.ReadEnsemble),
            (ReplicaStatus)reader.GetInt32(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7),
            Recall(ref _known, reader.GetString(8), LogText.ReadSightings));
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
            var action = reader.IsDBNull(3) ? null : LogAction.Of(
                (LogActionKind)reader.GetInt32(3), reader.IsDBNull(4) ? null : reader.GetFieldValue<byte[]>(4), reader.IsDBNull(5) ? null : reader.GetInt64(5));
            rows.Add(new PositionRow(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), action, reader.GetBoolean(6)));
        }

        return rows;
    }

    private List<long> Missing(SqliteConnection connection, long from, long to, int limit)
    {
        using var command = connection.Statement(
            "SELECT position FROM log_position WHERE log_id = $id AND learned AND position BETWEEN $from AND $to ORDER BY position",
            ("$id", _id), ("$from", from), ("$to", to));
        using var reader = command.ExecuteReader();
        var missing = new List<long>();
        for (var position = from; position <= to && missing.Count < limit; position++)
        {
            var next = reader.Read() ? reader.GetInt64(0) : to + 1;
            while (position < next && missing.Count < limit)
                missing.Add(position++);
        }

        return missing;
    }

    private static T Recall<T>(ref (string Text, T Value) known, string text, Func<string, T> read)
    {
        if (known.Text != text)
            known = (text, read(text));
        return known.Value;
    }

    private void Put(SqliteConnection connection, PositionRow row) => connection.Execute("""
        INSERT INTO log_position VALUES ($id, $position, $promised, $performed, $kind, $data, $truncate, $learned)
        ON CONFLICT (log_id, position) DO UPDATE SET
            promised = $promised, performed = $performed, kind = $kind, data = $data, truncate_to = $truncate, learned = $learned
        """,
        ("$id", _id), ("$position", row.Position), ("$promised", row.Promised), ("$performed", row.Performed), ("$kind", (long?)row.Action?.Kind),
        ("$data", row.Action?.Bytes?.ToArray()), ("$truncate", (row.Action as LogAction.Truncate)?.To),
        ("$learned", row.Learned ? 1L : 0L));

    private int Delete(SqliteConnection connection, long begin) => connection.Execute("""
        DELETE FROM log_position WHERE rowid IN (
            SELECT rowid FROM log_position WHERE log_id = $id AND position < $begin ORDER BY position LIMIT $count)
        """, ("$id", _id), ("$begin", begin), ("$count", (long)DeletionsMax));

    private static (string, object?)[] Columns(ReplicaMetadata metadata) =>
    [
        ("$incarnation", metadata.Incarnation.Id.ToString()), ("$number", metadata.Incarnation.Number), ("$ensemble", metadata.Ensemble.Version),
        ("$members", LogText.Write(metadata.Ensemble)), ("$status", (long)metadata.Status), ("$promised", metadata.Promised),
        ("$begin", metadata.Begin), ("$end", metadata.End), ("$changes", metadata.Changes), ("$known", LogText.Write(metadata.Known)),
    ];
}
