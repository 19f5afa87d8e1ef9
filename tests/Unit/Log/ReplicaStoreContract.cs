using CsCheck;
using MesosOrleans.Log;
using Xunit;

namespace MesosOrleans.Tests.Unit.Log;

/// <summary>What every store of a replica does, whichever it is.</summary>
public abstract class ReplicaStoreContract : IAsyncLifetime
{
    private static readonly LogAction X = new LogAction.Append(new byte[] { 1, 2, 3 });

    protected IReplicaStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Store = await Open();

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Store.DisposeAsync();
    }

    [Fact]
    public async Task A_new_store_is_empty_and_has_an_incarnation()
    {
        var state = await Store.Load(0, 2, default);
        Assert.Equal((ReplicaStatus.Empty, 0, 0, 0), (state.Metadata.Status, state.Metadata.Promised, state.Metadata.Begin, state.Metadata.End));
        Assert.NotEqual(Guid.Empty, state.Metadata.Incarnation);
        Assert.Equal([null, null], state.Rows);
    }

    [Fact]
    public async Task Every_form_of_an_action_comes_back_as_it_was()
    {
        PositionRow[] rows = [new(0, 3, 3, new LogAction.Nop(), true), new(1, 3, 3, X, false), new(2, 4, 3, new LogAction.Truncate(1), false), new(3, 9, 0, null, false),
            new(4, 3, 3, new LogAction.Append(Array.Empty<byte>()), false)];
        var state = await Store.Load(0, 5, default);
        Assert.Null(await Store.Commit(state, new ReplicaChange(state.Metadata with { End = 4 }, [.. rows], true), default));
        Assert.Equal(rows, await Store.Read(0, 9, default));
        Assert.Equal(rows[1..3], await Store.Read(1, 2, default));
        Assert.Equal(rows, (await Store.Load(0, 5, default)).Rows);
    }

    [Fact]
    public async Task A_commit_over_another_state_changes_nothing_and_answers_the_actual_one()
    {
        var old = await Store.Load(0, 1, default);
        var promised = old.Metadata with { Promised = 7 };
        Assert.Null(await Store.Commit(old, new ReplicaChange(promised, [], true), default));

        var actual = await Store.Commit(old, new ReplicaChange(old.Metadata with { Promised = 3 }, [new PositionRow(0, 3, 3, X, false)], true), default);
        Assert.Equal((7, 1), (actual!.Metadata.Promised, actual.Metadata.Changes));
        Assert.Empty(await Store.Read(0, 9, default));
    }

    [Fact]
    public async Task A_row_that_came_between_is_noticed()
    {
        var old = await Store.Load(5, 1, default);
        var metadata = old.Metadata with { End = 5 };
        Assert.Null(await Store.Commit(old, new ReplicaChange(metadata, [new PositionRow(5, 2, 2, X, false)], true), default));
        var actual = await Store.Commit(old, new ReplicaChange(metadata, [new PositionRow(5, 1, 1, new LogAction.Nop(), false)], true), default);
        Assert.Equal(new PositionRow(5, 2, 2, X, false), actual!.Rows.Single());
    }

    [Fact]
    public async Task What_others_append_beyond_is_no_conflict_and_the_end_only_grows()
    {
        var five = await Store.Load(5, 1, default);
        var nine = await Store.Load(9, 1, default);
        Assert.Null(await Store.Commit(nine, new ReplicaChange(nine.Metadata with { End = 9 }, [new PositionRow(9, 1, 1, X, false)], true), default));
        Assert.Null(await Store.Commit(five, new ReplicaChange(five.Metadata with { End = 5 }, [new PositionRow(5, 1, 1, X, false)], false), default));
        var metadata = (await Store.Load(0, 0, default)).Metadata;
        Assert.Equal((9, 1), (metadata.End, metadata.Changes));
    }

    [Fact]
    public async Task Truncated_rows_are_gone()
    {
        var state = await Store.Load(0, 300, default);
        var rows = Enumerable.Range(0, 300).Select(position => new PositionRow(position, 1, 1, X, true)).ToArray();
        Assert.Null(await Store.Commit(state, new ReplicaChange(state.Metadata with { End = 299 }, [.. rows], true), default));
        state = await Store.Load(0, 0, default);
        Assert.Null(await Store.Commit(state, new ReplicaChange(state.Metadata with { Begin = 298 }, [], false), default));
        Assert.Equal([298, 299], (await Store.Read(0, 999, default)).Select(row => row.Position));
    }

    /// <summary>
    /// Two replicas over one store, as two silos would have, asked at random and at once: together they must answer as one acceptor would
    /// in some order.
    /// </summary>
    [Fact]
    public async Task Rivals_over_one_store_never_break_a_promise()
    {
        ILogReplica[] rivals = [new LogReplica(Store), new LogReplica(Store)];
        await LogInitialization.Run([rivals[0]], 0, default);
        var requests = new List<LogRequest>();
        ArbitraryLog.Request.Sample(requests.Add, iter: 400, threads: 1);

        var promised = 0L;
        await Task.WhenAll(rivals.Select(async (replica, which) =>
        {
            foreach (var request in requests.Where((_, i) => i % 2 == which))
            {
                var floor = Interlocked.Read(ref promised);
                var reply = await Ask(replica, request);
                if (reply is LogReply.Accepted && request is WriteRequest write)
                    Assert.True(write.Proposal >= floor || await Learned(write), $"{write} was accepted after a promise of {floor}");
                if (reply is LogReply.Promised && request is PromiseRequest { Position: null } promise)
                    Raise(ref promised, promise.Proposal, floor);
            }
        }));

        Assert.Equal(promised, (await rivals[1].Describe(default)).Promised);
    }

    protected abstract Task<IReplicaStore> Open();

    protected async Task Reopen()
    {
        await Store.DisposeAsync();
        Store = await Open();
    }

    private static Task<LogReply> Ask(ILogReplica replica, LogRequest request) => request switch
    {
        PromiseRequest promise => replica.Promise(promise, default),
        WriteRequest write => replica.Write(write, default),
        LearnRequest learn => replica.Learn(learn, default),
        _ => throw new ArgumentException($"{request}"),
    };

    private static void Raise(ref long promised, long proposal, long floor)
    {
        Assert.True(proposal > floor, $"{proposal} was promised after {floor}");
        for (var seen = Interlocked.Read(ref promised); seen < proposal; seen = Interlocked.Read(ref promised))
            Interlocked.CompareExchange(ref promised, proposal, seen);
    }

    private async Task<bool> Learned(WriteRequest write) => (await Store.Read(write.First, write.First + write.Count - 1, default)).All(row => row.Learned);
}

public sealed class MemoryLogStoreTests : ReplicaStoreContract
{
    protected override Task<IReplicaStore> Open() => Task.FromResult<IReplicaStore>(new MemoryLogStore("memory", Guid.NewGuid()));
}
