using MesosOrleans.Log;
using MesosOrleans.Protocol;
using MesosOrleans.Registrar;
using MesosOrleans.Tests.Support;
using MesosOrleans.Tests.Support.Postgres;
using Xunit;
using static MesosOrleans.Tests.Unit.Registrar.Slaves;

namespace MesosOrleans.Tests.Storage.Log;

/// <summary>The registry over three real servers that crash, hang, lose their disks and come back while slaves are admitted.</summary>
public sealed class ReplicaLossTests : IAsyncLifetime
{
    private readonly PostgresServer[] _servers = new PostgresServer[3];
    private PostgresReplicasStore _replicas = null!;
    private int _next = 1;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        for (var i = 0; i < _servers.Length; i++)
            _servers[i] = await PostgresServer.Start();
        _replicas = Replicas();
    }

    public async ValueTask DisposeAsync()
    {
        await _replicas.DisposeAsync();
        foreach (var server in _servers)
            await server.DisposeAsync();
    }

    [Fact]
    [Trait("Invariant", "1 registry durability")]
    public async Task Servers_that_crash_hang_and_lose_their_disks_in_turn_lose_nothing_and_all_vote_again()
    {
        var admitted = new HashSet<SlaveId>();
        await using (var registrar = await Recovered(_replicas))
        {
            await Healed(registrar);
            foreach (var (server, harm) in new (int, Func<PostgresServer, Task>)[]
            {
                (0, server => server.Kill()), (1, Pause), (2, server => server.Wipe()), (1, server => server.Kill()), (0, server => server.Wipe()),
            })
            {
                await Load(registrar, admitted, 30);
                var harmed = harm(_servers[server]);
                await Load(registrar, admitted, 60);
                await harmed;
                await (harm == Pause ? Resume(_servers[server]) : _servers[server].Restart());
                await Load(registrar, admitted, 30);
                await Healed(registrar);
            }
        }

        // By one that remembers nothing, and without the server that never lost anything.
        await _servers[1].Kill();
        await using var fresh = Replicas();
        await using var next = await Recovered(fresh);
        Assert.Superset(admitted, next.Current.Slaves.Keys.ToHashSet());
    }

    [Fact]
    public async Task Without_a_majority_nothing_is_answered_and_when_it_returns_the_next_registrar_goes_on()
    {
        var admitted = new HashSet<SlaveId>();
        await using (var registrar = await Recovered(_replicas))
        {
            await Load(registrar, admitted, 20);
            await _servers[0].Kill();
            _servers[1].Pause();
            await Assert.ThrowsAsync<RegistrarAbortedException>(() => Load(registrar, admitted, 1));
        }

        await using (var waiting = Registrar(_replicas))
            await Assert.ThrowsAsync<RegistrarAbortedException>(() => waiting.Recover(Cancel));

        await Resume(_servers[1]);
        await using (var back = await Recovered(_replicas))
        {
            Assert.Superset(admitted, back.Current.Slaves.Keys.ToHashSet());
            await Load(back, admitted, 20);
            await _servers[0].Restart();
            await Healed(back);
        }
    }

    private static Task Pause(PostgresServer server)
    {
        server.Pause();
        return Task.CompletedTask;
    }

    private static Task Resume(PostgresServer server)
    {
        server.Resume();
        return Task.CompletedTask;
    }

    /// <summary>Admits slaves, several at once, and notes each that was answered.</summary>
    private async Task Load(RegistrarLogStore registrar, HashSet<SlaveId> admitted, int count)
    {
        for (var i = 0; i < count; i += 3)
        {
            var first = _next;
            _next += 3;
            var verdicts = await Task.WhenAll(Enumerable.Range(first, 3).Select(at => registrar.Apply([Admit(at, at)], Cancel)));
            foreach (var verdict in verdicts)
                admitted.Add(Assert.IsType<RegistryVerdict.Mutated>(verdict.Single()).Slave);
        }
    }

    private static Task Healed(RegistrarLogStore registrar) => Eventually.Holds("all replicas vote and know everything", () =>
    {
        Assert.Null(registrar.Failure);
        return registrar.Replicas.Count == 3 && registrar.Replicas.All(replica => replica.Whole);
    });

    private static async Task<RegistrarLogStore> Recovered(PostgresReplicasStore replicas)
    {
        var registrar = Registrar(replicas);
        await registrar.Recover(Cancel);
        return registrar;
    }

    private static RegistrarLogStore Registrar(PostgresReplicasStore replicas) => new(
        replicas.Directory, Codec, new RegistrarLogOptions { SnapshotEvery = 50, SnapshotPieceItems = 20, TendInterval = TimeSpan.FromMilliseconds(100) }, TimeProvider.System);

    private PostgresReplicasStore Replicas() => new([.. _servers.Select(server => server.ConnectionString())], "registry", Guid.NewGuid);
}
