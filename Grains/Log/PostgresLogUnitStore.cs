using Npgsql;

namespace MesosOrleans.Log;

/// <summary>A commit that somebody waits for.</summary>
internal sealed record PostgresLogCommit(ReplicaState Was, ReplicaChange Change)
{
    public ReplicaChangeForm Form { get; } = ReplicaChangeForms.Of(Was, Change);

    public TaskCompletionSource<CommitResult> Result { get; } = new();
}

/// <summary>One statement, for one commit or for several that learn neighbouring positions.</summary>
internal sealed class PostgresLogUnitStore
{
    private readonly List<PostgresLogCommit> _commits;
    private readonly ReplicaState _was;
    private readonly ReplicaChange _change;

    private PostgresLogUnitStore(List<PostgresLogCommit> commits)
    {
        _commits = commits;
        (_was, _change) = ReplicaChangeForms.Join(commits.ConvertAll(commit => (commit.Was, commit.Change)));
    }

    private bool Appends => _commits[0].Form == ReplicaChangeForm.Appends;

    /// <summary>The statements for these commits, in their order.</summary>
    public static List<PostgresLogUnitStore> Of(IReadOnlyList<PostgresLogCommit> commits)
    {
        var units = new List<List<PostgresLogCommit>>();
        foreach (var commit in commits)
        {
            var joins = commit.Form == ReplicaChangeForm.Learns && units.Count > 0 && units[^1][^1] is { Form: ReplicaChangeForm.Learns } last
                && ReplicaChangeForms.Joins((last.Was, last.Change), (commit.Was, commit.Change));
            if (joins)
                units[^1].Add(commit);
            else
                units.Add([commit]);
        }

        return units.ConvertAll(unit => new PostgresLogUnitStore(unit));
    }

    public NpgsqlBatchCommand Statement(PostgresLogStatementStore statements, bool synced) =>
        Appends ? statements.Append(_was, _change) : statements.Of(_was, _change, synced);

    /// <summary>The answers for its commits; null: it was not applied, and how the replica stands is still to be asked.</summary>
    public async Task<IEnumerable<CommitResult?>> Read(NpgsqlDataReader reader, PostgresLogRowsStore rows, CancellationToken cancellation)
    {
        if (Appends)
            return [await ReadAppended(reader, rows, cancellation)];

        var result = await rows.Read(reader, _was.First, _was.Rows.Length, _was.Metadata, cancellation);
        if (result.Applied)
            return _commits.Select(commit => Applied(commit, result.State.Metadata));
        return _commits.Count == 1 ? [result] : _commits.Select(_ => (CommitResult?)null);
    }

    /// <summary>Of what was applied, only the metadata is answered: the rows were as they were decided upon.</summary>
    private static CommitResult Applied(PostgresLogCommit commit, ReplicaMetadata before) =>
        new(true, commit.Change.Over(commit.Was, commit.Was with { Metadata = before }));

    private async Task<CommitResult?> ReadAppended(NpgsqlDataReader reader, PostgresLogRowsStore rows, CancellationToken cancellation)
    {
        if (!await reader.ReadAsync(cancellation))
            return null;

        var known = reader.IsDBNull(1) ? _was.Metadata.Known : rows.ReadSightings(reader.GetString(1));
        return Applied(_commits[0], _was.Metadata with { Changes = reader.GetInt64(0) - 1, Known = known });
    }
}
