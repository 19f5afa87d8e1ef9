using System.Collections.Concurrent;
using System.Collections.Immutable;
using MesosOrleans.Storage;

namespace MesosOrleans.Log;

/// <summary>
/// The PostgreSQL replicas of a log that this process has opened: one object for each, for all who ask. Members of the ensemble that the
/// operator did not name are opened with the user, password and options of the first that was named.
/// </summary>
public sealed class PostgresReplicasStore : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<(IReplicaStore Store, ILogReplica Replica)>> _open = new(StringComparer.Ordinal);
    private readonly ImmutableDictionary<string, string> _connections;
    private readonly string _credentials;
    private readonly string _log;
    private readonly Func<Guid> _draw;
    private readonly TimeSpan? _patience;

    /// <summary>Replicas of the named log at these connection strings of Npgsql. Nothing is connected yet.</summary>
    /// <param name="connections">Where the log is searched.</param>
    /// <param name="log">The log's name in these databases.</param>
    /// <param name="draw">Draws the incarnation of new tables.</param>
    /// <param name="newcomer">A replica that may be asked for, but is not where the log is searched: its name or its connection string.</param>
    /// <param name="patience">How long a call waits for a server, in whole seconds; null: as a silo does, which others wait for.</param>
    /// <exception cref="StoreException">One is no connection string, or two lead to one database.</exception>
    public PostgresReplicasStore(IReadOnlyList<string> connections, string log, Func<Guid> draw, string? newcomer = null, TimeSpan? patience = null)
    {
        var named = connections.Select(connection => (Name: PostgresReplicaAddressStore.Name(PostgresReplicaAddressStore.Words(connection)), connection)).ToList();
        if (named.GroupBy(one => one.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new StoreException($"The log replica {twice.Key} is named twice; each replica is a database of its own, on a server of its own.");

        _connections = named.ToImmutableDictionary(one => one.Name, one => one.connection);
        if (newcomer is not null && !IsName(newcomer))
            _connections = _connections.SetItem(NameOf(newcomer), newcomer);
        _credentials = connections[0];
        _log = log;
        _draw = draw;
        _patience = patience;
        Directory = new LogDirectory([.. named.Select(one => one.Name)], Open);
    }

    public LogDirectory Directory { get; }

    /// <summary>The name of a replica that is given by its name or by its connection string.</summary>
    /// <exception cref="StoreException">It is neither.</exception>
    public static string NameOf(string replica) =>
        PostgresReplicaAddressStore.Name(PostgresReplicaAddressStore.Words(IsName(replica) ? PostgresReplicaAddressStore.Lead(replica, "") : replica));

    /// <summary>The replica of that name, <c>host:port/database</c>.</summary>
    /// <exception cref="StoreException">The name is none.</exception>
    public ILogReplica Open(string name) => _open.GetOrAdd(name, Make).Value.Replica;

    public async ValueTask DisposeAsync()
    {
        foreach (var open in _open.Values)
            await open.Value.Store.DisposeAsync();
    }

    /// <summary>Makes the replicas that were named forget this log, as if it had never been there: for logs of tests and measurements.</summary>
    public async Task Delete(CancellationToken cancellation)
    {
        foreach (var connection in _connections.Values)
        {
            await using var store = new PostgresLogStore(connection, _log, _draw, _patience);
            await store.Delete(cancellation);
        }
    }

    private static bool IsName(string replica) => !replica.Contains('=', StringComparison.Ordinal);

    private Lazy<(IReplicaStore Store, ILogReplica Replica)> Make(string name) => new(() =>
    {
        var store = new PostgresLogStore(_connections.GetValueOrDefault(name) ?? PostgresReplicaAddressStore.Lead(name, _credentials), _log, _draw, _patience);
        return (store, new LogReplica(store));
    });
}
