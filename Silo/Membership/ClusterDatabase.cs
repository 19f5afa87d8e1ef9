using MesosOrleans.Flags;
using MesosOrleans.Storage;
using Npgsql;

namespace MesosOrleans.Silo.Membership;

/// <summary>The database of <c>--cluster_database</c>, its tables made and this silo's cluster known.</summary>
internal sealed class ClusterDatabase : IAsyncDisposable
{
    /// <summary>
    /// For connecting and for one statement, in seconds, unless the connection string says otherwise. Npgsql's 15 and 30 s are longer than a
    /// silo may take to see that it was declared dead.
    /// </summary>
    private const int Patience = 5;

    private ClusterDatabase(NpgsqlDataSource source, SiloCluster cluster)
    {
        Source = source;
        Cluster = cluster;
    }

    public NpgsqlDataSource Source { get; }

    public SiloCluster Cluster { get; }

    /// <summary>Connects, brings the tables up to date and joins the cluster that the database is of.</summary>
    /// <exception cref="ClusterDatabaseException">It cannot be used; the message is for the operator and holds no password.</exception>
    public static async Task<ClusterDatabase> Open(string connection, string? displayName, CancellationToken cancel)
    {
        var words = Words(connection);
        var source = NpgsqlDataSource.Create(words);
        try
        {
            await PostgresSchemaStore.Migrate(source, ClusterStore.Part, "cluster database", cancel);
            var joined = await new ClusterStore(source).Join(SiloCluster.DrawId(), SiloCluster.Service, displayName, cancel);
            return new ClusterDatabase(source, new SiloCluster(joined.ClusterId, joined.ServiceId));
        }
        catch (Exception e) when (e is NpgsqlException or StoreException or TimeoutException)
        {
            await source.DisposeAsync();
            throw new ClusterDatabaseException(
                $"--{SiloFlags.ClusterDatabase.Name}: database {words.Database ?? words.Username} of PostgreSQL at {words.Host}:{words.Port}: {Reason(e)}", e);
        }
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();

    private static NpgsqlConnectionStringBuilder Words(string connection)
    {
        try
        {
            var words = new NpgsqlConnectionStringBuilder(connection);
            // The builder knows which words were given, whatever they were called.
            if (!words.ContainsKey("Timeout"))
            {
                words.Timeout = Patience;
            }

            if (!words.ContainsKey("Command Timeout"))
            {
                words.CommandTimeout = Patience;
            }

            words.ApplicationName ??= "mesos silo";
            return words;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            // What was not understood may be a part of a password.
            throw new ClusterDatabaseException(
                $"--{SiloFlags.ClusterDatabase.Name} has a word that Npgsql does not know, or a value that it does not take: expected "
                + $"{SiloFlags.ClusterDatabase.Expectation} (a value with ; or = in it goes in double quotes)", null);
        }
    }

    private static string Reason(Exception problem) => problem switch
    {
        PostgresException answer => answer.MessageText,
        NpgsqlException { InnerException: { } inner } => inner.Message,
        _ => problem.Message,
    };
}

/// <summary>The cluster database cannot be used; the message is for the operator.</summary>
internal sealed class ClusterDatabaseException(string message, Exception? inner) : Exception(message, inner);
