using System.Globalization;
using MesosOrleans.Storage;
using Npgsql;

namespace MesosOrleans.Log;

/// <summary>
/// The name of a replica in PostgreSQL, <c>host:port/database</c>, and the connection string that leads there. The name stands in the
/// ensemble, the rest (user, password, TLS) is for each process to know.
/// </summary>
internal static class PostgresReplicaAddressStore
{
    /// <exception cref="StoreException">It is none, or names no server or several.</exception>
    public static NpgsqlConnectionStringBuilder Words(string connection)
    {
        NpgsqlConnectionStringBuilder words;
        try
        {
            words = new NpgsqlConnectionStringBuilder(connection);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException)
        {
            // What was not understood may be a part of a password.
            throw new StoreException("A connection string of a log replica has a word that Npgsql does not know, or a value that it does not take.");
        }

        if (string.IsNullOrWhiteSpace(words.Host) || words.Host.Contains(',', StringComparison.Ordinal))
            throw new StoreException($"A log replica is one database on one server; '{words.Host}' is not the host of one.");
        return words;
    }

    public static string Name(NpgsqlConnectionStringBuilder words)
    {
        var host = words.Host!.ToLowerInvariant();
        if (host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('['))
            host = $"[{host}]";
        return string.Create(CultureInfo.InvariantCulture, $"{host}:{words.Port}/{words.Database ?? words.Username}");
    }

    /// <summary>The same user, password and options, and the server and database of the name.</summary>
    /// <exception cref="StoreException">The name is none.</exception>
    public static string Lead(string name, string credentials)
    {
        var slash = name.LastIndexOf('/');
        var colon = slash < 0 ? -1 : name.LastIndexOf(':', slash);
        if (colon <= 0 || slash == name.Length - 1
            || !ushort.TryParse(name.AsSpan(colon + 1, slash - colon - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            throw new StoreException($"'{name}' is not a log replica in PostgreSQL: expected host:port/database, for example 10.0.0.1:5432/mesos.");
        }

        var words = credentials.Length == 0 ? [] : Words(credentials);
        (words.Host, words.Port, words.Database) = (name[..colon].Trim('[', ']'), port, name[(slash + 1)..]);
        return words.ConnectionString;
    }
}
