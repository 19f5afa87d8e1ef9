using MesosOrleans.Tests.Support.Postgres;
using Npgsql;

namespace MesosOrleans.Bench;

/// <summary>PostgreSQL servers that keep the registry's log, each with a data directory of its own, durable as in production.</summary>
internal sealed class LogServers(IReadOnlyList<PostgresServer> servers) : IAsyncDisposable
{
    /// <summary>What the server of the bare insert says: <c>on</c>.</summary>
    public string Fsync { get; private set; } = "";

    /// <summary>For the bare insert, as for the log.</summary>
    public string SynchronousCommit { get; private set; } = "";

    /// <summary>For the silo; of none, its log is a file.</summary>
    public string[] SiloFlags => servers.Count == 0 ? [] : [$"--log_replicas={string.Join(',', servers.Select(server => server.ConnectionString()))}"];

    public static async Task<LogServers> Start(int count)
    {
        var started = new List<PostgresServer>();
        for (var i = 0; i < count; i++)
        {
            started.Add(await PostgresServer.Start());
        }

        var servers = new LogServers(started);
        if (count > 0)
        {
            await started[0].Execute("CREATE TABLE bench_insert (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, data bytea NOT NULL)");
            (servers.Fsync, servers.SynchronousCommit) = (await servers.Ask("SHOW fsync"), await servers.Ask("SHOW synchronous_commit"));
            Console.WriteLine($"{count} PostgreSQL servers, fsync={servers.Fsync}, synchronous_commit={servers.SynchronousCommit}");
        }

        return servers;
    }

    /// <summary>Bare inserts on one of the servers, one after the other and each committed: what a disk and a round trip cost here.</summary>
    public async Task Insert(int count, Percentiles milliseconds, CancellationToken cancel)
    {
        const int Bytes = 200;
        const int WarmUp = 50;
        if (servers.Count == 0)
        {
            return;
        }

        await using var connection = new NpgsqlConnection(servers[0].ConnectionString());
        await connection.OpenAsync(cancel);
        await using var insert = new NpgsqlCommand("INSERT INTO bench_insert (data) VALUES ($1)", connection)
        {
            Parameters = { new NpgsqlParameter<byte[]> { TypedValue = new byte[Bytes] } },
        };
        await insert.PrepareAsync(cancel);
        for (var i = 0; i < WarmUp + count; i++)
        {
            var begin = TimeProvider.System.GetTimestamp();
            await insert.ExecuteNonQueryAsync(cancel);
            if (i >= WarmUp)
            {
                milliseconds.Add(TimeProvider.System.GetElapsedTime(begin).TotalMilliseconds);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }
    }

    private async Task<string> Ask(string sql)
    {
        await using var connection = new NpgsqlConnection(servers[0].ConnectionString() + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
