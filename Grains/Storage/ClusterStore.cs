using Npgsql;

namespace MesosOrleans.Storage;

/// <summary>The cluster database's one row about the cluster itself.</summary>
public sealed class ClusterStore(NpgsqlDataSource database)
{
    private const string Columns = "cluster_id, service_id, display_name, log_id";

    /// <summary>The folder of <c>deploy/sql</c> that makes this database's tables.</summary>
    public const string Part = "cluster";

    /// <summary>Reads the row, or makes it if this is the first silo; the display name becomes the one given.</summary>
    public Task<ClusterRecord> Join(string newClusterId, string newServiceId, string? displayName, CancellationToken cancel) => Row(
        $"""
        INSERT INTO mesos_cluster (cluster_id, service_id, display_name) VALUES (@cluster, @service, @name)
        ON CONFLICT (only_row) DO UPDATE SET display_name = COALESCE(@name, mesos_cluster.display_name)
        RETURNING {Columns}
        """,
        cancel, ("cluster", newClusterId), ("service", newServiceId), ("name", displayName))!;

    /// <summary>Records the registry's log, if none was recorded before; answers which one is recorded then.</summary>
    /// <exception cref="StoreException">No silo has joined this database yet.</exception>
    public async Task<ClusterRecord> LogInitialized(string logId, CancellationToken cancel) =>
        await Row($"UPDATE mesos_cluster SET log_id = COALESCE(log_id, @log) RETURNING {Columns}", cancel, ("log", logId))
        ?? throw new StoreException("the cluster database has no cluster yet: start a silo with it first");

    /// <summary>The row; null before the first silo.</summary>
    public Task<ClusterRecord?> Read(CancellationToken cancel) => Row($"SELECT {Columns} FROM mesos_cluster", cancel);

    private async Task<ClusterRecord?> Row(string sql, CancellationToken cancel, params (string Name, string? Value)[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter<string?>(name, NpgsqlTypes.NpgsqlDbType.Text) { TypedValue = value });
        }

        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel)
            ? new ClusterRecord(reader.GetString(0), reader.GetString(1), Text(reader, 2), Text(reader, 3))
            : null;
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
