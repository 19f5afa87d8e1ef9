using Npgsql;
using NpgsqlTypes;

namespace MesosOrleans.Log;

/// <summary>The call of <c>log_commit</c> (deploy/sql/log) for one change.</summary>
internal sealed class PostgresLogStatementStore(PostgresLogRowsStore texts, string log)
{
    private const int Parameters = 39;

    private static readonly string Text =
        $"SELECT * FROM log_commit({string.Join(", ", Enumerable.Range(1, Parameters).Select(number => $"${number}"))})";

    /// <summary>With whether the transaction that it is a part of is to be on disk when it is answered.</summary>
    public NpgsqlBatchCommand Of(ReplicaState was, ReplicaChange change, bool synced)
    {
        var command = new NpgsqlBatchCommand(Text);
        Add(command, log);
        Add(command, change.Durable);
        Add(command, synced);
        AddDecidedUpon(command, was);
        AddMetadata(command, was, change);
        AddRows(command, was, change);
        return command;
    }

    private static void AddDecidedUpon(NpgsqlBatchCommand command, ReplicaState was)
    {
        Add(command, was.Metadata.Incarnation.Number);
        Add(command, was.Metadata.Incarnation.Id);
        Add(command, (int)was.Metadata.Status);
        Add(command, was.Metadata.Ensemble.Log);
        Add(command, was.Metadata.Ensemble.Version);
        Add(command, was.Metadata.Promised);
        Add(command, was.Metadata.Begin);
        Add(command, was.Metadata.Known.Version);
        Add(command, was.First);
        Add(command, was.First + was.Rows.Length - 1);
        var rows = was.Rows.Any(row => row is not null) ? was.Rows.ToArray() : null;
        AddArray(command, NpgsqlDbType.Bigint, rows, row => row?.Promised);
        AddArray(command, NpgsqlDbType.Bigint, rows, row => row?.Performed);
        AddArray(command, NpgsqlDbType.Boolean, rows, row => row?.Learned);
    }

    private void AddMetadata(NpgsqlBatchCommand command, ReplicaState was, ReplicaChange change)
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
        var sees = change.WritesKnown(was);
        Add(command, sees ? after.Known.Version : (long?)null);
        AddText(command, sees ? texts.Write(after.Known) : null);
        Add(command, change.Clears);
    }

    /// <summary>What the store holds already is not sent again: most rows are written once, and then marked as learned.</summary>
    private static void AddRows(NpgsqlBatchCommand command, ReplicaState was, ReplicaChange change)
    {
        var marks = change.Clears ? [] : change.Rows.Where(row => was[row.Position] is { } old && Equals(old.Action, row.Action)).ToArray();
        var puts = marks.Length == 0 ? [.. change.Rows] : change.Rows.Except(marks, ReferenceEqualityComparer.Instance).Cast<PositionRow>().ToArray();
        AddState(command, marks.Length == 0 ? null : marks);
        var put = puts.Length == 0 ? null : puts;
        AddState(command, put);
        AddArray(command, NpgsqlDbType.Integer, put, row => (int?)row.Action?.Kind);
        AddArray(command, NpgsqlDbType.Bytea, put, row => row.Action?.Bytes?.ToArray());
        AddArray(command, NpgsqlDbType.Bigint, put, row => (row.Action as LogAction.Truncate)?.To);
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
