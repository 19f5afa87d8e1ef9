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

    /// <summary>Replicas of the named log at these connection strings of Npgsql. Nothing is connected yet.</summary>
    /// <exception cref="StoreException">One is no connection string, or two lead to one database.</exception>
    public PostgresReplicasStore(IReadOnlyList<string> connections, string log, Func<Guid> draw)
    {
        var named = connections.Select(connection => (Name: PostgresReplicaAddressStore.Name(PostgresReplicaAddressStore.Words(connection)), connection)).ToList();
        if (named.GroupBy(one => one.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new StoreException($"The log replica {twice.Key} is named twice; each replica is a database of its own, on a server of its own.");

        _connections = named.ToImmutableDictionary(one => one.Name, one => one.connection);
        _credentials = connections[0];
        _log = log;
        _draw = draw;
        Directory = new LogDirectory([.. named.Select(one => one.Name)], Open);
    }

    public LogDirectory Directory { get; }

    /// <summary>The replica of that name, <c>host:port/database</c>.</summary>
    /// <exception cref="StoreException">The name is none.</exception>
    public ILogReplica Open(string name) => _open.GetOrAdd(name, Make).Value.Replica;

    public async ValueTask DisposeAsync()
    {
        foreach (var open in _open.Values)
            await open.Value.Store.DisposeAsync();
    }

    private Lazy<(IReplicaStore Store, ILogReplica Replica)> Make(string name) => new(() =>
    {
        var store = new PostgresLogStore(_connections.GetValueOrDefault(name) ?? PostgresReplicaAddressStore.Lead(name, _credentials), _log, _draw);
        return (store, new LogReplica(store));
    });
}
