using System.Net.Sockets;
using MesosOrleans.Storage;
using Npgsql;

namespace MesosOrleans.Log;

/// <summary>
/// The few connections of one replica. Each new one, before anything is asked over it: refuses a server that may lose what it has confirmed;
/// brings the tables up to date; and sees whether this is still the server, the timeline, the database and the table that the replica was in:
/// in another one it is a copy, which may be older than what was promised, and becomes RECOVERING in a life that nobody has heard of.
/// </summary>
internal sealed class PostgresLogConnectionStore : IAsyncDisposable
{
    // A server that hangs holds up nobody for longer.
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(2);

    // One commits, one reads; the others are for a server that hangs: Npgsql tries for a while to call back what it was given up for.
    private const int ConnectionsMax = 8;

    private const string Settings = """
        SELECT set_config('synchronous_commit', 'on', false), set_config('plan_cache_mode', 'force_generic_plan', false), set_config('jit', 'off', false),
            set_config('enable_seqscan', 'off', false), set_config('enable_hashjoin', 'off', false), set_config('enable_mergejoin', 'off', false)
        """;

    private const string Place = """
        SELECT (SELECT system_identifier FROM pg_control_system()) || '/' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) || '/'
            || (SELECT oid FROM pg_database WHERE datname = current_database()) || '/' || 'log_replica'::regclass::oid
        """;

    private const string Open = """
        INSERT INTO log_replica AS r (name, place, number, incarnation, status, ensemble_log, ensemble, members, known)
        VALUES ($1, $2, 0, $3, 4, $4, 0, $5, $6)
        ON CONFLICT (name) DO UPDATE SET place = EXCLUDED.place, number = 0, incarnation = EXCLUDED.incarnation, changes = r.changes + 1,
            status = CASE WHEN r.status IN (1, 2) THEN 2 ELSE 4 END
        WHERE r.place <> EXCLUDED.place
        """;

    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnectionStringBuilder _words;
    private readonly string _log;
    private readonly Func<Guid> _draw;
    private readonly TimeSpan _patience;
    private NpgsqlConnection? _kept;

    public PostgresLogConnectionStore(string connection, string log, Func<Guid> draw, TimeSpan? patience)
    {
        _patience = patience ?? Usual;
        _words = PostgresReplicaAddressStore.Words(connection);
        Name = PostgresReplicaAddressStore.Name(_words);
        _log = log;
        _draw = draw;
        _words.Timeout = (int)_patience.TotalSeconds;
        _words.CommandTimeout = (int)_patience.TotalSeconds;
        _words.CancellationTimeout = -1;
        _words.MaxPoolSize = ConnectionsMax;
        _words.NoResetOnClose = true;
        _words.MaxAutoPrepare = 16;
        _words.AutoPrepareMinUsages = 2;
        _words.ApplicationName ??= "mesos log";
        _words.IncludeErrorDetail = false;
        _source = new NpgsqlDataSourceBuilder(_words.ConnectionString)
            .UsePhysicalConnectionInitializer(_ => throw new NotSupportedException("Replicas are opened asynchronously."), Begin)
            .Build();
    }

    public string Name { get; }

    /// <summary>Lends a connection; every failure of the server is told in words.</summary>
    /// <exception cref="NoAnswerException">It does not answer now.</exception>
    /// <exception cref="StoreException">It must not or cannot be used until somebody changes something.</exception>
    public Task<T> Use<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> use, CancellationToken cancellation) =>
        Bounded(Lend(use, cancellation), cancellation);

    /// <summary>
    /// The same over one connection that the caller keeps for itself, since a server's process that has just answered answers soonest; for
    /// one call at a time. It is given up after a failure.
    /// </summary>
    public async Task<T> UseKept<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> use)
    {
        var kept = Interlocked.Exchange(ref _kept, null);
        var lent = LendKept(kept, use);
        try
        {
            (var result, _kept) = await Bounded(lent, CancellationToken.None);
            return result;
        }
        catch
        {
            // Given up, it may still end well.
            _ = lent.ContinueWith(late => late.Result.Connection.DisposeAsync(), TaskContinuationOptions.OnlyOnRanToCompletion);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_kept is not null)
            await _kept.DisposeAsync();
        await _source.DisposeAsync();
    }

    private async Task<T> Bounded<T>(Task<T> lent, CancellationToken cancellation)
    {
        try
        {
            return await lent.WaitAsync(_patience, cancellation);
        }
        catch (Exception exception) when (exception is NpgsqlException or SocketException or TimeoutException or IOException)
        {
            // One that was given up ends later, and nobody asks how.
            _ = lent.ContinueWith(given => given.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw PostgresRefusalStore.Explain(exception, Name, _words);
        }
    }

    private async Task<(T Result, NpgsqlConnection Connection)> LendKept<T>(NpgsqlConnection? kept, Func<NpgsqlConnection, CancellationToken, Task<T>> use)
    {
        var connection = kept ?? await _source.OpenConnectionAsync();
        try
        {
            return (await use(connection, CancellationToken.None), connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task<T> Lend<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> use, CancellationToken cancellation)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellation);
        return await use(connection, cancellation);
    }

    private async Task Begin(NpgsqlConnection connection)
    {
        await Check(connection);
        await PostgresSchemaStore.Migrate(connection, "log", "replica of the log", CancellationToken.None);
        await using var settings = new NpgsqlCommand(Settings, connection);
        await settings.ExecuteNonQueryAsync();
        await using var where = new NpgsqlCommand(Place, connection);
        var place = (string)(await where.ExecuteScalarAsync())!;
        var none = Ensemble.None;
        await using var open = new NpgsqlCommand(Open, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = _log },
                new NpgsqlParameter<string> { TypedValue = place },
                new NpgsqlParameter<Guid> { TypedValue = _draw() },
                new NpgsqlParameter<Guid> { TypedValue = none.Log },
                new NpgsqlParameter<string> { TypedValue = LogText.Write(none) },
                new NpgsqlParameter<string> { TypedValue = LogText.Write(Sightings.None) },
            },
        };
        await open.ExecuteNonQueryAsync();
    }

    private async Task Check(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            "SELECT current_setting('fsync'), current_setting('full_page_writes'), pg_is_in_recovery()", connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        foreach (var (setting, value) in new[] { ("fsync", reader.GetString(0)), ("full_page_writes", reader.GetString(1)) })
        {
            if (value != "on")
            {
                throw new StoreException($"{Name}: the server runs with {setting}={value} and may lose in a crash what it has confirmed; "
                    + $"set {setting} = on in its postgresql.conf and reload it.");
            }
        }

        if (reader.GetBoolean(2))
        {
            throw new StoreException($"{Name}: the server is a standby, which takes no writes; name its primary, "
                + "or promote it if the primary is gone for good.");
        }
    }
}
