using System.Collections.Immutable;
using MesosOrleans.Storage;
using Npgsql;

namespace MesosOrleans.Log;

/// <summary>
/// Reads what the statements of a replica answer: the metadata in the first thirteen columns, repeated in each line, and a position's row in
/// the others if there is one.
/// </summary>
internal sealed class PostgresLogRowsStore(string name)
{
    private const int RowColumns = 13;

    // As last read or written: these seldom change, and reading their text costs more than the rest of the row.
    private volatile Text<Ensemble> _ensemble = new("", Ensemble.None);
    private volatile Text<Sightings> _known = new("", Sightings.None);

    /// <summary>The text of what a replica knows of others, which will be read again.</summary>
    public string Write(Sightings known)
    {
        var text = LogText.Write(known);
        _known = new Text<Sightings>(text, known);
        return text;
    }

    /// <summary>What the text says of others.</summary>
    public Sightings ReadSightings(string text)
    {
        var known = _known;
        if (known.Written != text)
            _known = known = new Text<Sightings>(text, LogText.ReadSightings(text));
        return known.Value;
    }

    /// <summary>The positions from the first on. Texts that the answer leaves out are those of <paramref name="sent"/>.</summary>
    public async Task<CommitResult> Read(NpgsqlDataReader reader, long first, int count, ReplicaMetadata? sent, CancellationToken cancellation)
    {
        var rows = new PositionRow?[count];
        CommitResult? result = null;
        while (await reader.ReadAsync(cancellation))
        {
            result ??= new CommitResult(reader.GetBoolean(0), new ReplicaState(Metadata(reader, sent), first, []));
            if (Row(reader) is { } row)
                rows[row.Position - first] = row;
        }

        return result is null ? throw Deleted() : result with { State = result.State with { Rows = ImmutableArray.Create(rows) } };
    }

    /// <summary>Only the positions.</summary>
    public static async Task<List<PositionRow>> Collect(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var rows = new List<PositionRow>();
        while (await reader.ReadAsync(cancellation))
        {
            if (Row(reader) is { } row)
                rows.Add(row);
        }

        return rows;
    }

    private static PositionRow? Row(NpgsqlDataReader reader)
    {
        if (reader.IsDBNull(RowColumns))
            return null;

        var action = reader.IsDBNull(RowColumns + 3) ? null : LogAction.Of(
            (LogActionKind)reader.GetInt32(RowColumns + 3),
            reader.IsDBNull(RowColumns + 4) ? null : reader.GetFieldValue<byte[]>(RowColumns + 4),
            reader.IsDBNull(RowColumns + 5) ? null : reader.GetInt64(RowColumns + 5));
        return new PositionRow(
            reader.GetInt64(RowColumns), reader.GetInt64(RowColumns + 1), reader.GetInt64(RowColumns + 2), action, reader.GetBoolean(RowColumns + 6));
    }

    private ReplicaMetadata Metadata(NpgsqlDataReader reader, ReplicaMetadata? sent) => new(
        new Incarnation(reader.GetInt64(1), reader.GetGuid(2)),
        reader.IsDBNull(6) ? sent!.Ensemble : ReadEnsemble(reader.GetString(6)),
        (ReplicaStatus)reader.GetInt32(3), reader.GetInt64(7), reader.GetInt64(8), reader.GetInt64(9), reader.GetInt64(10),
        reader.IsDBNull(12) ? sent!.Known : ReadSightings(reader.GetString(12)));

    private Ensemble ReadEnsemble(string text)
    {
        var ensemble = _ensemble;
        if (ensemble.Written != text)
            _ensemble = ensemble = new Text<Ensemble>(text, LogText.ReadEnsemble(text));
        return ensemble.Value;
    }

    private StoreException Deleted() => new($"{name}: the log was deleted while it was in use; start again.");

    private sealed record Text<T>(string Written, T Value);
}
