using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;

namespace MesosOrleans.Flags;

/// <summary>
/// The text of <c>--log_replicas</c>: databases of PostgreSQL, with commas between or one on each line. Each is a URI, in which a comma is
/// <c>%2C</c>, or a connection string of Npgsql, in which it needs a list of lines.
/// </summary>
public static class LogReplicasText
{
    private const string Expected = "databases of PostgreSQL with commas between or one on each line, for example "
        + "postgresql://mesos@10.0.0.1/mesos,postgresql://mesos@10.0.0.2/mesos,postgresql://mesos@10.0.0.3/mesos or Host=10.0.0.1;Database=mesos;Username=mesos";

    private const string ExpectedOne = "one replica as 'mesos log status' names it, HOST:PORT/DATABASE, or its database: "
        + "postgresql://mesos@10.0.0.4/mesos or Host=10.0.0.4;Database=mesos;Username=mesos";

    private static readonly string[] Schemes = ["postgresql", "postgres"];

    /// <summary>The kind of a flag that holds replicas; its values are connection strings of Npgsql, also of those that were given as URIs.</summary>
    public static FlagKind<ImmutableArray<string>> Kind { get; } = new("CONNECTIONS", Expected, Parse);

    /// <summary>The kind of a flag that holds one replica: its name, or a connection string of Npgsql, also if it was given as URI.</summary>
    public static FlagKind<string> One { get; } = new("REPLICA", ExpectedOne, ParseOne);

    /// <summary>Reads the connection strings. Whether their words are known is for Npgsql to say.</summary>
    /// <param name="text">At least one database.</param>
    /// <returns>Connection strings in the order of the text.</returns>
    /// <exception cref="FormatException">One is no URI and no connection string, or one database is named twice. The text itself is not in
    /// the message: it may hold a password.</exception>
    public static ImmutableArray<string> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.Contains('\n', StringComparison.Ordinal);
        var items = text.Split(lines ? '\n' : ',', StringSplitOptions.TrimEntries | (lines ? StringSplitOptions.RemoveEmptyEntries : StringSplitOptions.None));
        var words = items.Select((item, i) => ReadOne(item, i + 1)).ToList();
        var places = words.ConvertAll(Place);
        return places.GroupBy(place => place).FirstOrDefault(place => place.Count() > 1) is { } twice
            ? throw new FormatException($"{twice.Key} is named twice: each replica is a database of its own, on a server of its own")
            : [.. words.Select(one => one.ConnectionString)];
    }

    private static string ParseOne(string text)
    {
        if (text.Contains('=', StringComparison.Ordinal) || text.Contains("://", StringComparison.Ordinal))
            return Parse(text) is [var one] ? one : throw new FormatException($"it names several: expected {ExpectedOne}");

        var slash = text.LastIndexOf('/');
        return slash > 0 && slash < text.Length - 1 && text.LastIndexOf(':', slash) is var colon and > 0 && ushort.TryParse(text.AsSpan(colon + 1, slash - colon - 1), out _)
            ? text : throw new FormatException($"it is none: expected {ExpectedOne}");
    }

    private static DbConnectionStringBuilder ReadOne(string item, int number)
    {
        try
        {
            var words = Uri.TryCreate(item, UriKind.Absolute, out var uri) && Schemes.Contains(uri.Scheme)
                ? OfUri(uri) : new DbConnectionStringBuilder { ConnectionString = item };
            if (Value(words, "Host", "Server") is { Length: > 0 } && Value(words, "Database", "DB") is { Length: > 0 })
                return words;
        }
        catch (Exception exception) when (exception is ArgumentException or UriFormatException)
        {
            // Its message repeats the text.
        }

        throw new FormatException($"its entry {number} names no host and database: expected {Expected}");
    }

    private static DbConnectionStringBuilder OfUri(Uri uri)
    {
        var words = new DbConnectionStringBuilder { ["Host"] = uri.IdnHost };
        if (uri.Port > 0)
            words["Port"] = uri.Port.ToString(CultureInfo.InvariantCulture);
        words["Database"] = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        var user = uri.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
            words["Username"] = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            words["Password"] = Uri.UnescapeDataString(user[1]);
        foreach (var option in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = option.Split('=', 2);
            words[Option(Uri.UnescapeDataString(pair[0]))] = Uri.UnescapeDataString(pair.Length > 1 ? pair[1] : "");
        }

        return words;
    }

    /// <summary>The two that libpq calls otherwise and that are used most.</summary>
    private static string Option(string name) => name switch
    {
        "sslmode" => "SSL Mode",
        "sslrootcert" => "Root Certificate",
        _ => name,
    };

    private static string Place(DbConnectionStringBuilder words) =>
        $"{Value(words, "Host", "Server")}:{Value(words, "Port") ?? "5432"}/{Value(words, "Database", "DB")}".ToLowerInvariant();

    private static string? Value(DbConnectionStringBuilder words, params string[] names)
    {
        foreach (var name in names)
        {
            if (words.TryGetValue(name, out var value))
                return value as string;
        }

        return null;
    }
}
