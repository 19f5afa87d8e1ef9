using System.Globalization;
using Npgsql;

namespace MesosOrleans.Tests.Support.Postgres;

/// <summary>
/// A PostgreSQL server of its own, durable as in production, in a temporary folder and on a free port of loopback. It can be killed, paused, wiped and
/// restarted; its address stays. Nothing of it is left when it is disposed, or when this process is killed.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const int StartsMax = 5;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly PostgresKeeper _keeper;
    private readonly string _address;
    private readonly string _settings;
    private int _pid;

    private PostgresServer(PostgresKeeper keeper, string address, string settings)
    {
        _keeper = keeper;
        _address = address;
        _settings = settings;
    }

    /// <summary>The same for the server's life.</summary>
    public int Port { get; private set; }

    /// <summary>Process ID of the postmaster, 0 while it does not run.</summary>
    public int Pid => _pid;

    /// <summary>What the server has logged.</summary>
    public string Log => File.Exists(_keeper.Log) ? File.ReadAllText(_keeper.Log) : "";

    /// <summary>Starts one on loopback and waits until it takes connections.</summary>
    /// <param name="settings">Of postgresql.conf, such as <c>max_connections=20</c>, without blanks.</param>
    public static Task<PostgresServer> Start(params string[] settings) => Start(PostgresPlace.Loopback, settings);

    /// <summary>Starts one there; this process must reach the address.</summary>
    /// <param name="place">Where.</param>
    /// <param name="settings">As above.</param>
    public static async Task<PostgresServer> Start(PostgresPlace place, params string[] settings)
    {
        var server = new PostgresServer(
            await PostgresKeeper.Start(place), place.Address, string.Concat(settings.Select(setting => $" -c {setting}")));
        try
        {
            await PostgresTemplate.CopyTo(server._keeper);
            for (var start = 1; ; start++)
            {
                server.Port = FreePorts.Next();
                try
                {
                    await server.StartServer();
                    return server;
                }
                catch (InvalidOperationException) when (start < StartsMax && server.Log.Contains("could not bind", StringComparison.Ordinal))
                {
                    // Somebody else took the port since it was looked up.
                }
            }
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>For Npgsql, with user and password. The database must exist; <c>postgres</c> always does.</summary>
    public string ConnectionString(string database = "postgres") =>
        $"Host={_address};Port={Port};Username=postgres;Password={PostgresTemplate.Password};Database={database}";

    /// <summary>Makes an empty database and answers its connection string.</summary>
    public async Task<string> CreateDatabase(string name)
    {
        await Execute($"CREATE DATABASE \"{name}\"");
        return ConnectionString(name);
    }

    /// <summary>SIGKILL to every process of the server, as when its machine loses power but for the page cache.</summary>
    public async Task Kill()
    {
        if (_pid != 0)
        {
            var family = ServerProcesses.Stop(_pid);
            ServerProcesses.Signal("KILL", family);
            await Eventually.Holds("no process of the server is left", () => !family.Exists(ServerProcesses.IsAlive));
            _pid = 0;
        }
    }

    /// <summary>SIGSTOP to every process: connections are taken by the kernel, and nothing answers.</summary>
    public void Pause() => ServerProcesses.Stop(_pid);

    /// <summary>SIGCONT.</summary>
    public void Resume() => ServerProcesses.Signal("CONT", ServerProcesses.FamilyOf(_pid));

    /// <summary>Starts it on its data again, after a SIGKILL if it runs, and waits until it takes connections.</summary>
    public async Task Restart()
    {
        await Kill();
        await StartServer();
    }

    /// <summary>Kills it and gives it a new and empty data directory, as when a disk was replaced; <see cref="Restart"/> starts it.</summary>
    public async Task Wipe()
    {
        await Kill();
        await PostgresTemplate.CopyTo(_keeper);
    }

    /// <summary>Runs a statement in a connection of its own.</summary>
    public async Task Execute(string sql, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _keeper.DisposeAsync();

    private async Task StartServer()
    {
        _pid = await _keeper.StartServer(string.Create(CultureInfo.InvariantCulture,
            $"-p {Port} -c listen_addresses={_address} -c unix_socket_directories= -c dynamic_shared_memory_type=mmap -c shared_buffers=16MB{_settings}"));
        var started = _pid;
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            try
            {
                await Execute("SELECT");
                return;
            }
            catch (NpgsqlException) when (!limit.IsCancellationRequested && ServerProcesses.IsAlive(started))
            {
                // It is not up yet, or recovers.
                await Task.Delay(TimeSpan.FromMilliseconds(20));
            }
            catch (NpgsqlException e)
            {
                _pid = ServerProcesses.IsAlive(started) ? started : 0;
                throw new InvalidOperationException($"PostgreSQL on port {Port} does not start: {e.Message}\n{Log}", e);
            }
        }
    }
}
