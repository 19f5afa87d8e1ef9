using MesosOrleans.Tests.Support.Postgres;
using Npgsql;
using Xunit;

namespace MesosOrleans.Tests.Storage;

/// <summary>The servers that other tests stand on.</summary>
public sealed class PostgresServerTests
{
    [Fact]
    public async Task What_was_committed_survives_a_kill_and_goes_with_a_wipe()
    {
        await using var server = await PostgresServer.Start();
        var database = await server.CreateDatabase("kept");
        await server.Execute("CREATE TABLE fruit (name text); INSERT INTO fruit VALUES ('apple')", "kept");

        await server.Kill();
        await Assert.ThrowsAsync<NpgsqlException>(() => server.Execute("SELECT"));
        await server.Restart();
        Assert.Equal("apple", await Ask(database, "SELECT name FROM fruit"));

        await server.Wipe();
        await server.Restart();
        Assert.Equal(0L, await Ask(server.ConnectionString(), "SELECT count(*) FROM pg_database WHERE datname = 'kept'"));
    }

    [Fact]
    public async Task A_paused_server_answers_when_it_is_resumed()
    {
        await using var server = await PostgresServer.Start();
        server.Pause();
        var answer = Ask(server.ConnectionString(), "SELECT 1");
        var impatient = await Assert.ThrowsAsync<NpgsqlException>(() => Ask(server.ConnectionString() + ";Timeout=1", "SELECT 1"));
        Assert.IsType<TimeoutException>(impatient.InnerException);
        Assert.False(answer.IsCompleted);

        server.Resume();

        Assert.Equal(1, await answer);
    }

    [Fact]
    public async Task Servers_are_durable_and_have_identifiers_of_their_own_also_after_a_wipe()
    {
        await using var one = await PostgresServer.Start();
        await using var other = await PostgresServer.Start();
        const string Identifier = "SELECT system_identifier FROM pg_control_system()";
        var before = await Ask(one.ConnectionString(), Identifier);
        Assert.NotEqual(before, await Ask(other.ConnectionString(), Identifier));
        Assert.Equal("on", await Ask(one.ConnectionString(), "SHOW fsync"));
        Assert.Equal("on", await Ask(one.ConnectionString(), "SHOW full_page_writes"));

        await one.Wipe();
        await one.Restart();

        Assert.NotEqual(before, await Ask(one.ConnectionString(), Identifier));
    }

    [Fact]
    public async Task Nothing_is_left_of_a_server_however_it_ended()
    {
        var (running, killed) = (await PostgresServer.Start(), await PostgresServer.Start());
        await killed.Kill();
        var (port, folders) = (running.Port, Directory.GetDirectories(Path.GetTempPath(), "mesos-postgres-*"));
        Assert.True(folders.Length >= 3);

        await running.DisposeAsync();
        await killed.DisposeAsync();

        using var connect = new System.Net.Sockets.TcpClient();
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(
            () => connect.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken).AsTask());
        Assert.True(folders.Count(Directory.Exists) <= folders.Length - 2);
    }

    private static async Task<object?> Ask(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
