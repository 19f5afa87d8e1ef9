using Npgsql;
using NpgsqlTypes;

namespace MesosOrleans.Log;

/// <summary>The statement for one change: of <c>log_commit</c> (deploy/sql/log), or for what is only appended a shorter one.</summary>
internal sealed class PostgresLogStatementStore(PostgresLogRowsStore texts, string log)
{
    /// <summary>
    /// Applies or does nothing, and then answers no line. That the positions lie behind the end says that there are no rows; the lock of the
    /// metadata row, that it stays so.
    /// </summary>
    private const string AppendText = """
        WITH held AS (
            UPDATE log_replica SET end_position = $10, changes = changes + 1, known_version = COALESCE($12, known_version), known = COALESCE($13, known)
            WHERE name = $1 AND number = $2 AND incarnation = $3 AND status = $4 AND ensemble_log = $5 AND ensemble = $6 AND promised = $7
                AND begin_position = $8 AND end_position < $9 AND ($12 IS NULL OR known_version = $11)
            RETURNING id, changes, known_version, known),
        put AS (
            INSERT INTO log_position (log_id, position, promised, performed, learned, kind, data, truncate_to)
            SELECT held.id, $9 + given.nth - 1, $14, $14, false, given.kind, given.data, given.truncate_to
            FROM held, unnest($15, $16, $17) WITH ORDINALITY AS given (kind, data, truncate_to, nth))
        SELECT changes, CASE WHEN $12 IS NULL AND known_version <> $11 THEN known END FROM held
        """;

    private const int Parameters = 39;

    private static readonly string Text =
        $"SELECT * FROM log_commit({string.Join(", ", Enumerable.Range(1, Parameters).Select(number => $"${number}"))})";

    /// <summary>For what <see cref="ReplicaChangeForm.Appends"/>.</summary>
    public NpgsqlBatchCommand Append(ReplicaState was, ReplicaChange change)
    {
        var command = new NpgsqlBatchCommand(AppendText);
        Add(command, log);
        AddMetadata(command, was.Metadata);
        Add(command, was.First);
        Add(command, change.Metadata.End);
        Add(command, was.Metadata.Known.Version);
        AddKnown(command, was, change);
        Add(command, change.Rows[0].Promised);
        AddActions(command, [.. change.Rows]);
        return command;
    }

    /// <summary>With whether the transaction that it is a part of is to be on disk when it is answered.</summary>
    public NpgsqlBatchCommand Of(ReplicaState was, ReplicaChange change, bool synced)
    {
        var command = new NpgsqlBatchCommand(Text);
        Add(command, log);
        Add(command, change.Durable);
        Add(command, synced);
        AddDecidedUpon(command, was);
        AddChanges(command, was, change);
        AddRows(command, was, change);
        return command;
    }

    private static void AddDecidedUpon(NpgsqlBatchCommand command, ReplicaState was)
    {
        AddMetadata(command, was.Metadata);
        Add(command, was.Metadata.Known.Version);
        Add(command, was.First);
        Add(command, was.First + was.Rows.Length - 1);
        var rows = was.Rows.Any(row => row is not null) ? was.Rows.ToArray() : null;
        AddArray(command, NpgsqlDbType.Bigint, rows, row => row?.Promised);
        AddArray(command, NpgsqlDbType.Bigint, rows, row => row?.Performed);
        AddArray(command, NpgsqlDbType.Boolean, rows, row => row?.Learned);
    }

    private static void AddMetadata(NpgsqlBatchCommand command, ReplicaMetadata metadata)
    {
        Add(command, metadata.Incarnation.Number);
        Add(command, metadata.Incarnation.Id);
        Add(command, (int)metadata.Status);
        Add(command, metadata.Ensemble.Log);
        Add(command, metadata.Ensemble.Version);
        Add(command, metadata.Promised);
        Add(command, metadata.Begin);
    }

    private void AddChanges(NpgsqlBatchCommand command, ReplicaState was, ReplicaChange change)
    {
        var (before, after) = (was.Metadata, change.Metadata);
        var lives = after.Incarnation != before.Incarnation;
        Add(command, lives ? after.Incarnation.Number : (long?)null);
        Add(command, lives ? after.Incarnation.Id : (Guid?)null);
        Add(command, after.Status != before.Status ? (int)after.Status : (int?)null);
        var moves = after.Ensemble != before.Ensemble;
        Add(command, moves ? after.Ensemble.Log : (Guid?)null);
        Add(command, moves ? after.Ensemble.Version : (long?)null);
        AddText(command, moves ? LogText.Write(after.Ensemble) : null);
        Add(command, after.Promised);
        Add(command, after.Begin);
        Add(command, after.End);
        AddKnown(command, was, change);
        Add(command, change.Clears);
    }

    private void AddKnown(NpgsqlBatchCommand command, ReplicaState was, ReplicaChange change)
    {
        var sees = change.WritesKnown(was);
        Add(command, sees ? change.Metadata.Known.Version : (long?)null);
        AddText(command, sees ? texts.Write(change.Metadata.Known) : null);
    }

    /// <summary>What the store holds already is not sent again: most rows are written once, and then marked as learned.</summary>
    private static void AddRows(NpgsqlBatchCommand command, ReplicaState was, ReplicaChange change)
    {
        var marks = change.Clears ? [] : change.Rows.Where(row => was[row.Position] is { } old && Equals(old.Action, row.Action)).ToArray();
        var puts = marks.Length == 0 ? [.. change.Rows] : change.Rows.Except(marks, ReferenceEqualityComparer.Instance).Cast<PositionRow>().ToArray();
        AddState(command, marks.Length == 0 ? null : marks);
        var put = puts.Length == 0 ? null : puts;
        AddState(command, put);
        AddActions(command, put);
    }

    private static void AddActions(NpgsqlBatchCommand command, PositionRow[]? rows)
    {
        AddArray(command, NpgsqlDbType.Integer, rows, row => (int?)row.Action?.Kind);
        AddArray(command, NpgsqlDbType.Bytea, rows, row => row.Action?.Bytes?.ToArray());
        AddArray(command, NpgsqlDbType.Bigint, rows, row => (row.Action as LogAction.Truncate)?.To);
    }

    private static void AddState(NpgsqlBatchCommand command, PositionRow[]? rows)
    {
        AddArray(command, NpgsqlDbType.Bigint, rows, row => row.Position);
        AddArray(command, NpgsqlDbType.Bigint, rows, row => row.Promised);
        AddArray(command, NpgsqlDbType.Bigint, rows, row => row.Performed);
        AddArray(command, NpgsqlDbType.Boolean, rows, row => row.Learned);
    }

    private static void AddArray<TRow, TItem>(NpgsqlBatchCommand command, NpgsqlDbType type, TRow[]? rows, Func<TRow, TItem> item) =>
        command.Parameters.Add(new NpgsqlParameter<TItem[]?> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = rows is null ? null : Array.ConvertAll(rows, row => item(row)) });

    private static void AddText(NpgsqlBatchCommand command, string? text) =>
        command.Parameters.Add(new NpgsqlParameter<string?> { NpgsqlDbType = NpgsqlDbType.Text, TypedValue = text });

    private static void Add<T>(NpgsqlBatchCommand command, T value) => command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
}
