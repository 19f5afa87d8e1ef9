using MesosOrleans.Storage;
using Npgsql;
using Xunit;

namespace MesosOrleans.Tests.Storage;

public sealed class ClusterSchemaTests(OneServer one)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_several_programs_that_start_at_once_one_makes_the_tables()
    {
        await using var database = await one.Database();

        var added = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Migrate(database)));

        Assert.Equal(3, added.Count(count => count == 0));
        Assert.Single(added, count => count > 0);
        Assert.Equal(0, await Migrate(database));
        Assert.Contains("WriteToStorageKey", (await OrleansQueries.Load(database)).Keys);
    }

    [Fact]
    public async Task A_start_that_was_killed_half_way_leaves_nothing_in_the_way_of_the_next()
    {
        await using var database = await one.Database();
        // The third script finds a table in its way, as if it had failed in the middle.
        await Execute(database, "CREATE TABLE mesos_cluster ()");
        await Assert.ThrowsAsync<PostgresException>(() => Migrate(database));
        await Execute(database, "DROP TABLE mesos_cluster");

        Assert.True(await Migrate(database) > 0);
    }

    [Fact]
    public async Task The_tables_of_a_newer_program_are_refused_in_words()
    {
        await using var database = await one.Database();
        await Migrate(database);
        await Execute(database, "UPDATE mesos_schema SET version = 99");

        var refusal = await Assert.ThrowsAsync<StoreException>(() => Migrate(database));

        Assert.Contains("cluster database has schema version 99", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("newer program", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_who_may_only_use_the_tables_can_start_once_they_are_there()
    {
        await using var owner = await one.Database();
        await Migrate(owner);
        var user = $"user_{Guid.NewGuid():N}";
        await Execute(owner, $"CREATE ROLE {user} LOGIN PASSWORD 'p'; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {user}; "
            + "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        await using var database = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(owner.ConnectionString) { Username = user, Password = "p" }.ConnectionString);

        Assert.Equal(0, await Migrate(database));
    }

    [Fact]
    public async Task The_first_silo_names_the_cluster_and_the_others_join_it()
    {
        await using var database = await one.Database();
        await Migrate(database);
        var store = new ClusterStore(database);
        Assert.Null(await store.Read(Cancel));

        var joined = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => store.Join($"id-{i}", "service", "name", Cancel)));

        Assert.Single(joined.Select(record => record.ClusterId).Distinct());
        Assert.Equal(joined[0] with { DisplayName = "other" }, await store.Join("late", "service", "other", Cancel));
        Assert.Equal(joined[0] with { DisplayName = "other" }, await store.Join("late", "service", null, Cancel));
    }

    [Fact]
    public async Task The_log_of_a_cluster_is_recorded_once()
    {
        await using var database = await one.Database();
        await Migrate(database);
        var store = new ClusterStore(database);
        await Assert.ThrowsAsync<StoreException>(() => store.LogInitialized("early", Cancel));
        Assert.Null((await store.Join("id", "service", null, Cancel)).LogId);

        Assert.Equal("log-1", (await store.LogInitialized("log-1", Cancel)).LogId);
        Assert.Equal("log-1", (await store.LogInitialized("log-2", Cancel)).LogId);
        Assert.Equal("log-1", (await store.Read(Cancel))!.LogId);
    }

    private static Task<int> Migrate(NpgsqlDataSource database) => PostgresSchemaStore.Migrate(database, ClusterStore.Part, "cluster database", Cancel);

    private static async Task Execute(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
