using MesosOrleans.Log;
using MesosOrleans.Storage;
using MesosOrleans.Tests.Unit.Log;
using Npgsql;
using Xunit;

namespace MesosOrleans.Tests.Storage.Log;

public sealed class PostgresLogStoreTests(OneServer one) : ReplicaStoreContract
{
    private static readonly LogAction X = new LogAction.Append(new byte[] { 1, 2, 3 });

    private string? _database;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_name_is_host_port_and_database() =>
        Assert.Equal($"127.0.0.1:{one.Server.Port}/{new NpgsqlConnectionStringBuilder(await Database()).Database}", Store.Name);

    [Fact]
    public async Task Logs_of_two_names_share_a_database_and_nothing_else()
    {
        await Put(Store, 1);
        await using var other = new PostgresLogStore(await Database(), "other", Guid.NewGuid);
        Assert.Empty(await other.Read(0, 9, Cancel));
        Assert.NotEqual((await Store.Load(0, 0, Cancel)).Metadata.Incarnation, (await other.Load(0, 0, Cancel)).Metadata.Incarnation);
        await Put(other, 2);
        Assert.Single(await Store.Read(0, 9, Cancel));
    }

    [Fact]
    public async Task Of_several_programs_that_open_a_new_database_at_once_all_find_one_replica()
    {
        var database = await one.Server.CreateDatabase($"test_{Guid.NewGuid():N}");
        var stores = Enumerable.Range(0, 4).Select(_ => new PostgresLogStore(database, "0", Guid.NewGuid)).ToList();
        var loaded = await Task.WhenAll(stores.Select(store => store.Load(0, 0, Cancel)));
        Assert.Single(loaded.Select(state => state.Metadata.Incarnation).Distinct());
        foreach (var store in stores)
            await store.DisposeAsync();
    }

    [Fact]
    public async Task What_lies_behind_a_truncation_is_deleted_in_time()
    {
        var state = await Store.Load(0, 300, Cancel);
        var rows = Enumerable.Range(0, 300).Select(position => new PositionRow(position, 1, 1, X, true)).ToArray();
        await Store.Commit(state, new ReplicaChange(state.Metadata with { End = 299 }, [.. rows], true), Cancel);
        state = await Store.Load(0, 0, Cancel);
        await Store.Commit(state, new ReplicaChange(state.Metadata with { Begin = 298 }, [], false), Cancel);
        await Support.Eventually.Holds("two rows are left", async () => await Ask<long>("SELECT count(*) FROM log_position") == 2);
    }

    [Fact]
    public async Task Changes_that_were_asked_for_in_a_row_go_together_and_one_sync_holds_for_all()
    {
        var state = await Store.Load(0, 1, Cancel);
        var changes = new List<Task<CommitResult>>();
        for (var position = 0; position < 5; position++)
        {
            var at = state with { First = position };
            changes.Add(Store.Commit(at, new ReplicaChange(state.Metadata with { End = position }, [new PositionRow(position, 1, 1, X, false)], position == 4), Cancel));
        }

        Assert.All(await Task.WhenAll(changes), result => Assert.True(result.Applied));
        Assert.Equal((4, 1), (await Store.Load(0, 0, Cancel)).Metadata is var metadata ? (metadata.End, metadata.Changes) : default);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_ends()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.Load(0, 0, cancel.Token));
        Assert.Equal(0, (await Store.Load(0, 0, Cancel)).Metadata.Changes);
    }

    [Fact]
    public async Task The_tables_of_a_newer_program_are_refused_in_words()
    {
        var database = await Database();
        await Store.Load(0, 0, Cancel);
        await Ask<object>("UPDATE mesos_schema SET version = 99 WHERE part = 'log' RETURNING version");
        await using var store = new PostgresLogStore(database, "0", Guid.NewGuid);
        var refusal = await Assert.ThrowsAsync<StoreException>(() => store.Load(0, 0, Cancel));
        Assert.Contains("schema version 99", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_database_is_named_with_what_makes_it()
    {
        await using var store = new PostgresLogStore(one.Server.ConnectionString("not_there"), "0", Guid.NewGuid);
        var refusal = await Assert.ThrowsAsync<StoreException>(() => store.Load(0, 0, Cancel));
        Assert.Contains($"createdb -h 127.0.0.1 -p {one.Server.Port} -O postgres not_there", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-a-secret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_without_rights_is_told_which_he_needs()
    {
        var user = $"user_{Guid.NewGuid():N}";
        await Ask<object>($"CREATE ROLE {user} LOGIN PASSWORD 'p'; REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        var database = new NpgsqlConnectionStringBuilder(await Database()) { Username = user, Password = "p" };
        await using var store = new PostgresLogStore(database.ConnectionString, "0", Guid.NewGuid);
        var refusal = await Assert.ThrowsAsync<StoreException>(() => store.Load(0, 0, Cancel));
        Assert.Contains($"OWNER TO \"{user}\"", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_who_is_no_superuser_can_keep_a_replica()
    {
        var user = $"user_{Guid.NewGuid():N}";
        var database = new NpgsqlConnectionStringBuilder(await Database());
        await Ask<object>($"CREATE ROLE {user} LOGIN PASSWORD 'p'");
        await Ask<object>($"CREATE DATABASE {user} OWNER {user}");
        (database.Username, database.Password, database.Database) = (user, "p", user);
        await using var store = new PostgresLogStore(database.ConnectionString, "0", Guid.NewGuid);
        await Put(store, 3);
        Assert.Single(await store.Read(0, 9, Cancel));
    }

    [Theory]
    [InlineData("Host=a,b;Database=x", "'a,b' is not the host of one")]
    [InlineData("Database=x", "is not the host of one")]
    [InlineData("Host=a;Pasword=geheim", "does not know")]
    public void A_connection_string_that_is_none_is_refused_in_words(string connection, string words)
    {
        var refusal = Assert.Throws<StoreException>(() => new PostgresLogStore(connection, "0", Guid.NewGuid));
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", refusal.Message, StringComparison.Ordinal);
    }

    protected override async Task<IReplicaStore> Open() => new PostgresLogStore(await Database(), "0", Guid.NewGuid);

    private static async Task Put(IReplicaStore store, long promised)
    {
        var state = await store.Load(0, 1, Cancel);
        var change = new ReplicaChange(state.Metadata with { Promised = promised }, [new PositionRow(0, promised, promised, X, false)], true);
        Assert.True((await store.Commit(state, change, Cancel)).Applied);
    }

    private async Task<string> Database() => _database ??= await one.Server.CreateDatabase($"test_{Guid.NewGuid():N}");

    private async Task<T> Ask<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(await Database());
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
