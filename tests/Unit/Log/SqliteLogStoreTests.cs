using System.Text;
using MesosOrleans.Log;
using MesosOrleans.Storage;
using MesosOrleans.Tests.Unit.Storage;
using Microsoft.Data.Sqlite;
using Xunit;

namespace MesosOrleans.Tests.Unit.Log;

public sealed class SqliteLogStoreTests : ReplicaStoreContract
{
    private readonly TemporaryFile _file = new("replicated_log.db");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _file.Dispose();
    }

    [Fact]
    public async Task What_a_coordinator_appended_is_there_after_a_crash()
    {
        await LogInitialization.Run([new LogReplica(Store)], null, Guid.NewGuid, default);
        for (var round = 0; round < 3; round++)
        {
            await using (var coordinator = new Coordinator((await Store.Load(0, 0, default)).Metadata.Ensemble, [new LogReplica(Store)], Guid.NewGuid))
            {
                var election = await coordinator.Elect(default);
                Assert.Equal(round, election.Entries.Count(entry => entry.Action is LogAction.Append));
                await coordinator.Append([Encoding.UTF8.GetBytes($"round {round}")], default);
            }

            await Reopen();
        }
    }

    [Fact]
    public async Task A_promise_is_kept_by_a_copy_of_the_files_taken_the_moment_it_is_answered()
    {
        // The copy is what a crash would leave: nothing was closed, nothing checkpointed.
        var replica = new LogReplica(Store);
        await LogInitialization.Run([replica], null, Guid.NewGuid, default);
        await replica.Ask(new PromiseRequest((await replica.Describe(default)).Ensemble.Id, 7, null, Sightings.None), default);
        using var copy = new TemporaryFile("copy.db");
        foreach (var end in new[] { "", "-wal" })
            File.Copy(_file.Path + end, copy.Path + end);

        await using var crashed = await SqliteLogStore.Open(copy.Path, "0", Guid.NewGuid(), default);
        var metadata = (await crashed.Load(0, 0, default)).Metadata;
        Assert.Equal((7, ReplicaStatus.Voting), (metadata.Promised, metadata.Status));
        Assert.Equal((await Store.Load(0, 0, default)).Metadata, metadata);
    }

    [Fact]
    public async Task Logs_of_two_names_share_a_file_and_nothing_else()
    {
        var replica = new LogReplica(Store);
        await LogInitialization.Run([replica], null, Guid.NewGuid, default);
        await replica.Ask(new LearnRequest((await replica.Describe(default)).Ensemble.Log, 1, 0, [new LogAction.Nop()]), default);
        await Store.DisposeAsync();
        await using (var other = await SqliteLogStore.Open(_file.Path, "other", Guid.NewGuid(), default))
            Assert.Empty(await other.Read(0, 9, default));
        await Reopen();
        Assert.Single(await Store.Read(0, 9, default));
    }

    [Fact]
    public async Task A_file_in_use_is_refused_in_words()
    {
        var failure = await Assert.ThrowsAsync<StoreException>(Open);
        Assert.Contains("in use by another process", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_is_refused_in_words()
    {
        using var damaged = new TemporaryFile("damaged.db");
        await File.WriteAllTextAsync(damaged.Path, new string('x', 8192));
        var failure = await Assert.ThrowsAsync<StoreException>(() => SqliteLogStore.Open(damaged.Path, "0", Guid.NewGuid(), default));
        Assert.Contains("replicated log is damaged", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PRAGMA user_version = 99", "newer program")]
    [InlineData("PRAGMA application_id = 4711", "not a replicated log")]
    public async Task A_file_of_another_program_is_refused_in_words(string change, string message)
    {
        await Store.DisposeAsync();
        await using (var connection = new SqliteConnection($"Data Source={_file.Path};Pooling=False"))
        {
            connection.Open();
            connection.Execute(change);
        }

        var failure = await Assert.ThrowsAsync<StoreException>(Open);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    protected override async Task<IReplicaStore> Open() => await SqliteLogStore.Open(_file.Path, "0", Guid.NewGuid(), default);
}
