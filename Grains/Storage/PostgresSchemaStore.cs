using Npgsql;

namespace MesosOrleans.Storage;

/// <summary>
/// Brings the tables of one part of a database up to the version that this program knows: the files of <c>deploy/sql/PART</c>, embedded, in the
/// order of their numbers. All in one transaction under an advisory lock, so that of several programs which start at once one does it; a program
/// that finds nothing to do needs no right to create tables.
/// </summary>
public static class PostgresSchemaStore
{
    // Drawn at random, so that other users of advisory locks in the database do not meet it.
    private const long LockKey = 0x4D65_736F_7353_514C;

    /// <summary>Migrates.</summary>
    /// <param name="database">Connections to the database.</param>
    /// <param name="part">A folder of <c>deploy/sql</c>: <c>cluster</c>.</param>
    /// <param name="what">For people: "cluster database".</param>
    /// <param name="cancel">Ends the waiting for the lock.</param>
    /// <returns>How many versions were added.</returns>
    /// <exception cref="StoreException">The tables are of a newer program.</exception>
    /// <exception cref="NpgsqlException">The database cannot be used.</exception>
    public static async Task<int> Migrate(NpgsqlDataSource database, string part, string what, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await Migrate(connection, part, what, cancel);
    }

    /// <summary>The same, over a connection that is open and in no transaction.</summary>
    /// <inheritdoc cref="Migrate(NpgsqlDataSource, string, string, CancellationToken)"/>
    public static async Task<int> Migrate(NpgsqlConnection connection, string part, string what, CancellationToken cancel)
    {
        var scripts = Scripts(part);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await Run(connection, "SELECT pg_advisory_xact_lock(@key)", cancel, ("key", LockKey));
        if (await Ask<bool>(connection, "SELECT to_regclass('mesos_schema') IS NULL", cancel))
        {
            await Run(connection, "CREATE TABLE mesos_schema (part text PRIMARY KEY, version integer NOT NULL)", cancel);
        }

        var version = await Ask<int>(connection, "SELECT COALESCE((SELECT version FROM mesos_schema WHERE part = @part), 0)", cancel, ("part", part));
        if (version > scripts.Length)
        {
            throw new StoreException($"the {what} has schema version {version}, this program knows {scripts.Length}: start a newer program");
        }

        foreach (var script in scripts.Skip(version))
        {
            await Run(connection, script, cancel);
        }

        if (version < scripts.Length)
        {
            await Run(connection,
                "INSERT INTO mesos_schema VALUES (@part, @version) ON CONFLICT (part) DO UPDATE SET version = @version",
                cancel, ("part", part), ("version", scripts.Length));
            await transaction.CommitAsync(cancel);
        }

        return scripts.Length - version;
    }

    private static string[] Scripts(string part)
    {
        var assembly = typeof(PostgresSchemaStore).Assembly;
        string[] scripts =
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith($"sql/{part}/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name =>
                {
                    using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                    return reader.ReadToEnd();
                }),
        ];
        return scripts.Length > 0 ? scripts : throw new ArgumentException($"there is no deploy/sql/{part}", nameof(part));
    }

    private static async Task Run(NpgsqlConnection connection, string sql, CancellationToken cancel, params (string Name, object Value)[] parameters)
    {
        await using var command = Command(connection, sql, parameters);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<T> Ask<T>(NpgsqlConnection connection, string sql, CancellationToken cancel, params (string Name, object Value)[] parameters)
    {
        await using var command = Command(connection, sql, parameters);
        return (T)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, (string Name, object Value)[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
