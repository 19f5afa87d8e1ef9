using MesosOrleans.Log;
using MesosOrleans.Storage;
using MesosOrleans.Tests.Support.Postgres;
using Npgsql;
using Xunit;

namespace MesosOrleans.Tests.Storage.Log;

/// <summary>A replica whose server crashes, hangs, is replaced or is not to be trusted.</summary>
public sealed class ReplicaServerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Invariant", "1 registry durability")]
    public async Task A_promise_is_kept_over_a_kill_the_moment_it_is_answered()
    {
        await using var server = await PostgresServer.Start();
        await using var store = Open(server);
        var replica = new LogReplica(store);
        var ensemble = await Vote(replica);
        for (var proposal = 1; proposal <= 3; proposal++)
        {
            Assert.IsType<LogReply.Promised>(await replica.Ask(new PromiseRequest(ensemble, proposal, null, Sightings.None), Cancel));
            await server.Kill();
            await Assert.ThrowsAsync<NoAnswerException>(() => replica.Ask(new PromiseRequest(ensemble, 9, null, Sightings.None), Cancel));
            await server.Restart();

            // By the one that remembers, and by one that does not.
            await using var other = Open(server);
            Assert.Equal((proposal, ReplicaStatus.Voting), (await new LogReplica(other).Describe(Cancel)) is var seen ? (seen.Promised, seen.Status) : default);
            Assert.IsType<LogReply.Rejected>(await replica.Ask(new PromiseRequest(ensemble, proposal, null, Sightings.None), Cancel));
        }
    }

    [Fact]
    public async Task A_server_that_hangs_holds_up_nobody_for_long()
    {
        await using var server = await PostgresServer.Start();
        await using var store = Open(server);
        var replica = new LogReplica(store);
        var ensemble = await Vote(replica);
        server.Pause();
        for (var proposal = 1; proposal <= 2; proposal++)
        {
            var hung = await Assert.ThrowsAsync<NoAnswerException>(() => replica.Ask(new PromiseRequest(ensemble, proposal, null, Sightings.None), Cancel));
            Assert.Contains($"{store.Name}: no answer within 2 s", hung.Message, StringComparison.Ordinal);
        }

        server.Resume();
        Assert.IsType<LogReply.Promised>(await replica.Ask(new PromiseRequest(ensemble, 7, null, Sightings.None), Cancel));
    }

    [Theory]
    [InlineData("fsync")]
    [InlineData("full_page_writes")]
    public async Task A_server_that_may_lose_what_it_has_confirmed_is_refused_in_words(string setting)
    {
        await using var server = await PostgresServer.Start($"{setting}=off");
        await using var store = Open(server);
        var refusal = await Assert.ThrowsAsync<StoreException>(() => store.Load(0, 0, Cancel));
        Assert.Contains($"{store.Name}: the server runs with {setting}=off", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"set {setting} = on", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_with_a_new_disk_holds_an_empty_replica_of_another_life()
    {
        await using var server = await PostgresServer.Start();
        await using var store = Open(server);
        await Vote(new LogReplica(store));
        var before = (await store.Load(0, 0, Cancel)).Metadata;
        await server.Wipe();
        await server.Restart();

        var after = await Retried(() => store.Load(0, 0, Cancel));
        Assert.Equal((ReplicaStatus.Empty, Ensemble.None), (after.Metadata.Status, after.Metadata.Ensemble));
        Assert.NotEqual(before.Incarnation, after.Metadata.Incarnation);
    }

    [Fact]
    public async Task A_copy_of_the_database_may_not_vote()
    {
        await using var server = await PostgresServer.Start();
        var first = await server.CreateDatabase("first");
        await using (var store = new PostgresLogStore(first, "0", Guid.NewGuid))
            await Vote(new LogReplica(store));
        NpgsqlConnection.ClearAllPools();
        await server.Execute("CREATE DATABASE copy TEMPLATE first");

        await using var original = new PostgresLogStore(first, "0", Guid.NewGuid);
        await using var copy = new PostgresLogStore(server.ConnectionString("copy"), "0", Guid.NewGuid);
        var (voter, copied) = ((await original.Load(0, 0, Cancel)).Metadata, (await copy.Load(0, 0, Cancel)).Metadata);
        Assert.Equal((ReplicaStatus.Voting, ReplicaStatus.Recovering), (voter.Status, copied.Status));
        Assert.NotEqual(voter.Incarnation, copied.Incarnation);
        Assert.True(copied.Changes > voter.Changes);
    }

    [Theory]
    [InlineData("'4711' || substr(place, strpos(place, '/'))", 1, ReplicaStatus.Recovering)]
    [InlineData("replace(place, '/00000001/', '/00000002/')", 1, ReplicaStatus.Recovering)]
    [InlineData("'elsewhere'", 2, ReplicaStatus.Recovering)]
    [InlineData("'elsewhere'", 3, ReplicaStatus.Empty)]
    [InlineData("place", 1, ReplicaStatus.Voting)]
    public async Task A_replica_that_was_on_another_server_or_timeline_forgets_its_vote(string place, int status, ReplicaStatus expected)
    {
        await using var server = await PostgresServer.Start();
        var database = await server.CreateDatabase("moved");
        Incarnation before;
        await using (var store = new PostgresLogStore(database, "0", Guid.NewGuid))
        {
            await Vote(new LogReplica(store));
            before = (await store.Load(0, 0, Cancel)).Metadata.Incarnation;
        }

        await server.Execute($"UPDATE log_replica SET place = {place}, status = {status}", "moved");
        await using var reopened = new PostgresLogStore(database, "0", Guid.NewGuid);
        var metadata = (await reopened.Load(0, 0, Cancel)).Metadata;
        Assert.Equal((expected, expected == ReplicaStatus.Voting), (metadata.Status, metadata.Incarnation == before));
    }

    private static PostgresLogStore Open(PostgresServer server) => new(server.ConnectionString(), "0", Guid.NewGuid);

    private static async Task<EnsembleId> Vote(LogReplica replica)
    {
        await LogInitialization.Run([replica], null, Guid.NewGuid, Cancel);
        return (await replica.Describe(Cancel)).Ensemble.Id;
    }

    /// <summary>The first call after a crash may meet a connection that broke with it.</summary>
    private static async Task<T> Retried<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (NoAnswerException)
        {
            return await call();
        }
    }
}
