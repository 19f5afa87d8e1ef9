using Microsoft.Data.Sqlite;

namespace MesosOrleans.Storage;

/// <summary>
/// One SQLite file that this process alone uses while it is open (the lock ends with the process, however that ends). Work runs one at a
/// time, on the thread pool, since SQLite blocks: a grain that waits for the disk holds no thread of the silo's scheduler. A committed
/// transaction is on disk.
/// </summary>
internal sealed class SqliteFileStore : IAsyncDisposable
{
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
    private const int SqliteReadOnly = 8;
    private const int SqliteCorrupt = 11;
    private const int SqliteFull = 13;
    private const int SqliteCannotOpen = 14;
    private const int SqliteNotADatabase = 26;

    private readonly SqliteConnection _connection;
    private readonly SqliteSchema _schema;

    // Never disposed, so that whoever still waits when the file is closed is told so.
    private readonly SemaphoreSlim _gate = new(1);
    private bool _closed;

    private SqliteFileStore(string path, SqliteSchema schema)
    {
        Path = System.IO.Path.GetFullPath(path);
        _schema = schema;
        // No pool: the file must be free as soon as it is closed. A time-out of one second: a live owner does not let go.
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, Pooling = false, DefaultTimeout = 1 }.ToString());
    }

    public string Path { get; }

    /// <summary>Opens or makes the file; <see cref="StoreException"/> says what is wrong with one that cannot be used.</summary>
    public static async Task<SqliteFileStore> Open(string path, SqliteSchema schema, CancellationToken cancellation)
    {
        var file = new SqliteFileStore(path, schema);
        try
        {
            await file.Run(file.Prepare, cancellation);
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    public async Task<T> Run<T>(Func<SqliteConnection, T> work, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            return await Task.Run(() => work(_connection), CancellationToken.None);
        }
        catch (SqliteException exception)
        {
            throw Explain(exception);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync();
        _closed = true;
        await _connection.DisposeAsync();
        _gate.Release();
    }

    private bool Prepare(SqliteConnection connection)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        connection.Open();
        connection.Execute("PRAGMA locking_mode = EXCLUSIVE");
        // The exclusive lock is taken by the first transaction and kept until the file is closed.
        connection.Execute("PRAGMA journal_mode = WAL");
        connection.Execute("PRAGMA synchronous = FULL");
        connection.Execute("BEGIN EXCLUSIVE; COMMIT");

        if (connection.Scalar<string>("PRAGMA quick_check(1)") is var check && check != "ok")
            throw Damaged(check, null);

        var id = connection.Scalar<long>("PRAGMA application_id");
        var version = (int)connection.Scalar<long>("PRAGMA user_version");
        if (id != _schema.ApplicationId && connection.Scalar<long>("SELECT count(*) FROM sqlite_master") != 0)
            throw new StoreException($"{Path} is a SQLite file, but not a {_schema.What}. Give another --work_dir, or move the file away.");
        if (version > _schema.Versions.Count)
        {
            throw new StoreException(
                $"{Path}: the {_schema.What} has schema version {version}, this program knows {_schema.Versions.Count}. Start a newer program.");
        }

        if (version < _schema.Versions.Count)
            Migrate(connection, version);
        return true;
    }

    private void Migrate(SqliteConnection connection, int version)
    {
        using var transaction = connection.BeginTransaction();
        foreach (var statements in _schema.Versions.Skip(version))
            connection.Execute(statements);
        connection.Execute($"PRAGMA application_id = {_schema.ApplicationId}; PRAGMA user_version = {_schema.Versions.Count}");
        transaction.Commit();
    }

    private StoreException Explain(SqliteException exception) => exception.SqliteErrorCode switch
    {
        SqliteBusy or SqliteLocked => new($"{Path} is in use by another process. Is another silo running with the same --work_dir?", exception),
        SqliteCorrupt or SqliteNotADatabase => Damaged(exception.Message, exception),
        SqliteCannotOpen => new($"{Path} cannot be opened. Does the directory of --work_dir exist, and may this user write there?", exception),
        SqliteReadOnly => new($"{Path} cannot be written. Check the permissions of --work_dir.", exception),
        SqliteFull => new($"{Path} cannot grow: the disk is full.", exception),
        _ => new($"{Path}: {exception.Message}", exception),
    };

    private StoreException Damaged(string? how, Exception? exception) =>
        new($"{Path}: the {_schema.What} is damaged ({how}). Restore the file from a backup, or move it away to start with nothing.", exception);
}
