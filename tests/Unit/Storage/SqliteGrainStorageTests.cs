using MesosOrleans.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using Xunit;

namespace MesosOrleans.Tests.Unit.Storage;

public sealed class SqliteGrainStorageTests : IAsyncLifetime
{
    private static readonly GrainId Grain = GrainId.Create("framework", "F1");
    private static readonly ServiceProvider Services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    private readonly TemporaryFile _file = new("grains.db");
    private SqliteGrainStorage _storage = null!;

    public async ValueTask InitializeAsync() => _storage = await Open();

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        _file.Dispose();
    }

    [Fact]
    public async Task A_state_that_was_never_written_is_a_new_one_without_a_record()
    {
        var state = await Read();
        Assert.Equal((null, false, 0), (state.ETag, state.RecordExists, state.State!.Count));
    }

    [Fact]
    public async Task What_was_written_is_read_after_a_restart()
    {
        await Write(await Read(), 4);
        await _storage.DisposeAsync();
        _storage = await Open();
        var state = await Read();
        Assert.Equal((true, 4), (state.RecordExists, state.State!.Count));
    }

    [Fact]
    public async Task States_are_kept_apart_by_name_and_grain()
    {
        await Write(await Read(), 4);
        Assert.False((await Read(name: "other")).RecordExists);
        Assert.False((await Read(grain: GrainId.Create("framework", "F2"))).RecordExists);
    }

    [Fact]
    public async Task A_write_over_an_etag_that_is_not_the_newest_is_refused_and_changes_nothing()
    {
        var first = await Read();
        var second = await Read();
        await Write(first, 1);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Write(second, 2));
        await Write(first, 3);

        var third = await Read();
        await Write(third, 4);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Write(first, 5));
        Assert.Equal(4, (await Read()).State!.Count);
    }

    [Fact]
    public async Task A_cleared_state_is_new_and_its_old_etag_never_fits_again()
    {
        var state = await Read();
        await Write(state, 1);
        var stale = await Read();
        await _storage.ClearStateAsync("state", Grain, state);
        Assert.Equal((false, 0), (state.RecordExists, state.State!.Count));

        await Assert.ThrowsAsync<InconsistentStateException>(() => Write(stale, 2));
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.ClearStateAsync("state", Grain, stale));
        await Write(await Read(), 3);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Write(stale, 4));
        Assert.Equal(3, (await Read()).State!.Count);
    }

    [Fact]
    public async Task A_log_is_no_grain_storage()
    {
        using var file = new TemporaryFile("log.db");
        await using (await MesosOrleans.Log.SqliteLogStore.Open(file.Path, "0", Guid.NewGuid(), default))
        {
        }

        var failure = await Assert.ThrowsAsync<StoreException>(() => Open(file.Path));
        Assert.Contains("not a grain storage", failure.Message, StringComparison.Ordinal);
    }

    private Task<SqliteGrainStorage> Open(string? path = null) => SqliteGrainStorage.Open(
        path ?? _file.Path, Services.GetRequiredService<Serializer>(), Services.GetRequiredService<IActivatorProvider>(), default);

    private async Task<GrainState<Counted>> Read(string name = "state", GrainId? grain = null)
    {
        var state = new GrainState<Counted>();
        await _storage.ReadStateAsync(name, grain ?? Grain, state);
        return state;
    }

    private Task Write(GrainState<Counted> state, int count)
    {
        state.State = new Counted { Count = count };
        return _storage.WriteStateAsync("state", Grain, state);
    }
}

[GenerateSerializer, Immutable]
public sealed record Counted
{
    [Id(0)]
    public int Count { get; init; }
}
