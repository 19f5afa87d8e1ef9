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
        Assert.NotEqual(Guid.Empty, state.Metadata.Incarnation.Id);
        Assert.Equal((Ensemble.None, Sightings.None), (state.Metadata.Ensemble, state.Metadata.Known));
        Assert.Equal([null, null], state.Rows);
    }

    [Fact]
    public async Task Every_form_of_an_action_comes_back_as_it_was()
    {
        PositionRow[] rows = [new(0, 3, 3, new LogAction.Nop(), true), new(1, 3, 3, X, false), new(2, 4, 3, new LogAction.Truncate(1), false), new(3, 9, 0, null, false),
            new(4, 3, 3, new LogAction.Append(Array.Empty<byte>()), false)];
        var state = await Store.Load(0, 5, default);
        Assert.True((await Store.Commit(state, new ReplicaChange(state.Metadata with { End = 4 }, [.. rows], true), default)).Applied);
        Assert.Equal(rows, await Store.Read(0, 9, default));
        Assert.Equal(rows[1..3], await Store.Read(1, 2, default));
        Assert.Equal(rows, (await Store.Load(0, 5, default)).Rows);
    }

    [Fact]
    public async Task A_commit_over_another_state_changes_nothing_and_answers_the_actual_one()
    {
        var old = await Store.Load(0, 1, default);
        var promised = old.Metadata with { Promised = 7 };
        Assert.True((await Store.Commit(old, new ReplicaChange(promised, [], true), default)).Applied);

        var lower = new ReplicaChange(old.Metadata with { Promised = 3 }, [new PositionRow(0, 3, 3, X, false)], true);
        var result = await Store.Commit(old, lower, default);
        Assert.Equal((false, 7, 1), (result.Applied, result.State.Metadata.Promised, result.State.Metadata.Changes));
        Assert.Empty(await Store.Read(0, 9, default));
    }

    [Fact]
    public async Task A_row_that_came_between_is_noticed()
    {
        var old = await Store.Load(5, 1, default);
        var metadata = old.Metadata with { End = 5 };
        Assert.True((await Store.Commit(old, Put(new PositionRow(5, 2, 2, X, false)), default)).Applied);
        var result = await Store.Commit(old, Put(new PositionRow(5, 1, 1, new LogAction.Nop(), false)), default);
        Assert.False(result.Applied);
        Assert.Equal(new PositionRow(5, 2, 2, X, false), result.State.Rows.Single());

        // A promise that was given meanwhile for a record that was there before.
        Assert.True((await Store.Commit(result.State, Put(new PositionRow(5, 3, 2, X, false)), default)).Applied);
        Assert.False((await Store.Commit(result.State, Put(new PositionRow(5, 2, 2, X, true)), default)).Applied);

        ReplicaChange Put(PositionRow row) => new(metadata, [row], Durable: true);
    }

    [Fact]
    public async Task What_others_append_beyond_is_no_conflict_and_the_end_only_grows()
    {
        var five = await Store.Load(5, 1, default);
        var nine = await Store.Load(9, 1, default);
        Assert.True((await Store.Commit(nine, new ReplicaChange(nine.Metadata with { End = 9 }, [new PositionRow(9, 1, 1, X, false)], true), default)).Applied);
        var learned = new ReplicaChange(five.Metadata with { End = 5 }, [new PositionRow(5, 1, 1, X, true)], Durable: false);
        var result = await Store.Commit(five, learned, default);
        Assert.Equal((true, 9, 1), (result.Applied, result.State.Metadata.End, result.State.Metadata.Changes));
        Assert.Equal((await Store.Load(5, 1, default)).Rows, result.State.Rows);
        Assert.Equal(result.State.Metadata, (await Store.Load(0, 0, default)).Metadata);
    }

    [Fact]
    public async Task What_is_known_of_others_is_compared_only_by_who_writes_it()
    {
        var old = await Store.Load(0, 0, default);
        Assert.True((await Store.Commit(old, Saw(old, "a", 1), default)).Applied);
        var conflict = await Store.Commit(old, Saw(old, "b", 2), default);
        Assert.Equal((false, 1), (conflict.Applied, conflict.State.Metadata.Known["a"]!.Changes));

        var promised = await Store.Commit(old, new ReplicaChange(old.Metadata with { Promised = 3 }, [], true), default);
        Assert.Equal((true, 1), (promised.Applied, promised.State.Metadata.Known["a"]!.Changes));
        await Store.Commit(promised.State, Saw(promised.State, "b", 2), default);
        Assert.Equal(["a", "b"], (await Store.Load(0, 0, default)).Metadata.Known.Items.Select(item => item.Member));

        static ReplicaChange Saw(ReplicaState state, string member, long changes) => new(
            state.Metadata with { Known = state.Metadata.Known.Merge(new Sighting(member, new Incarnation(4, Guid.NewGuid()), changes)) }, [], true);
    }

    [Fact]
    public async Task A_new_life_begins_with_nothing_but_its_count_of_changes()
    {
        var state = await Store.Load(0, 2, default);
        var rows = new[] { new PositionRow(0, 1, 1, X, true), new PositionRow(1, 1, 1, X, false) };
        await Store.Commit(state, new ReplicaChange(state.Metadata with { Promised = 4, End = 1, Begin = 0 }, [.. rows], true), default);
        state = await Store.Load(0, 2, default);
        var life = state.Metadata with
        {
            Incarnation = new Incarnation(7, Guid.NewGuid()),
            Status = ReplicaStatus.Recovering,
            Ensemble = ArbitraryLog.Ensemble,
            Promised = 0,
            End = 0,
        };
        var result = await Store.Commit(state, new ReplicaChange(life, [], true) { Clears = true }, default);
        Assert.Equal((true, life with { Changes = 2 }), (result.Applied, result.State.Metadata));
        Assert.Equal([null, null], result.State.Rows);
        Assert.Empty(await Store.Read(0, 9, default));
        Assert.Equal(result.State.Metadata, (await Store.Load(0, 0, default)).Metadata);
        Assert.False((await Store.Commit(state, new ReplicaChange(state.Metadata with { Promised = 9 }, [], true), default)).Applied);
    }

    [Fact]
    public async Task Positions_without_a_learned_record_are_missing()
    {
        var state = await Store.Load(0, 8, default);
        PositionRow[] rows = [new(1, 1, 1, X, true), new(2, 1, 1, X, false), new(3, 1, 1, X, true), new(6, 1, 1, X, true)];
        await Store.Commit(state, new ReplicaChange(state.Metadata with { End = 6 }, [.. rows], true), default);
        Assert.Equal([0, 2, 4, 5, 7], await Store.Missing(0, 7, 99, default));
        Assert.Equal([2, 4], await Store.Missing(1, 7, 2, default));
        Assert.Equal([], await Store.Missing(3, 3, 99, default));
    }

    [Fact]
    public async Task Truncated_rows_are_gone()
    {
        var state = await Store.Load(0, 300, default);
        var rows = Enumerable.Range(0, 300).Select(position => new PositionRow(position, 1, 1, X, true)).ToArray();
        Assert.True((await Store.Commit(state, new ReplicaChange(state.Metadata with { End = 299 }, [.. rows], true), default)).Applied);
        state = await Store.Load(0, 0, default);
        Assert.True((await Store.Commit(state, new ReplicaChange(state.Metadata with { Begin = 298 }, [], false), default)).Applied);
        Assert.Equal([298, 299], (await Store.Read(0, 999, default)).Select(row => row.Position));
    }

    [Fact]
    public async Task A_promise_tells_the_end_as_it_is_and_not_as_it_was_remembered()
    {
        ILogReplica[] rivals = [new LogReplica(Store), new LogReplica(Store)];
        await Vote(rivals[0]);
        await rivals[0].Ask(new PromiseRequest(ArbitraryLog.Ensemble.Id, 1, null, Sightings.None), default);
        await rivals[1].Ask(new WriteRequest(ArbitraryLog.Ensemble.Id, 1, 0, [X, X, X], Sightings.None), default);
        Assert.Equal(2, (await rivals[0].Ask(new PromiseRequest(ArbitraryLog.Ensemble.Id, 2, null, Sightings.None), default)).Metadata.End);
    }

    /// <summary>Two replicas over one store, as two silos would have: whatever each remembers, they answer as one acceptor does.</summary>
    [Fact]
    public async Task Rivals_over_one_store_answer_as_one_acceptor()
    {
        ILogReplica[] rivals = [new LogReplica(Store), new LogReplica(Store)];
        await Vote(rivals[0]);
        var model = await Store.Load(0, 20, default);
        foreach (var (turn, request) in Requests(300).Index())
        {
            var state = new ReplicaState(model.Metadata, request.First, [.. model.Rows.Skip((int)request.First).Take(request.Count)]);
            var (expected, change) = Acceptor.Decide(Store.Name, state, request);
            if (change is not null)
            {
                model = change.Over(model, model);
                expected = expected with { Metadata = model.Metadata, Changed = change.Durable };
            }

            // One or two requests in a row to each, so that what it remembers is used, and is old.
            Assert.Equal(expected, await rivals[turn * 5 / 9 % 2].Ask(request, default));
        }

        Assert.Equal(model.Rows.OfType<PositionRow>().Where(row => row.Position >= model.Metadata.Begin), await Store.Read(0, 20, default));
    }

    /// <summary>
    /// Two replicas over one store, as two silos would have, asked at random and at once: together they must answer as one acceptor would
    /// in some order.
    /// </summary>
    [Fact]
    public async Task Rivals_over_one_store_never_break_a_promise()
    {
        ILogReplica[] rivals = [new LogReplica(Store), new LogReplica(Store)];
        await Vote(rivals[0]);
        var requests = Requests(400);
        var promised = 0L;
        await Task.WhenAll(rivals.Select((replica, which) => Task.Run(async () =>
        {
            foreach (var request in requests.Where((_, i) => i % 2 == which))
            {
                var floor = Interlocked.Read(ref promised);
                var reply = await replica.Ask(request, default);
                if (reply is LogReply.Accepted && request is WriteRequest write)
                    Assert.True(write.Proposal >= floor || await Learned(write), $"{write} was accepted after a promise of {floor}");
                if (reply is LogReply.Promised && request is PromiseRequest { Position: null } promise)
                    Raise(ref promised, promise.Proposal, floor);
            }
        })));

        Assert.Equal(promised, (await rivals[1].Describe(default)).Promised);
    }

    protected abstract Task<IReplicaStore> Open();

    protected async Task Reopen()
    {
        await Store.DisposeAsync();
        Store = await Open();
    }

    /// <summary>Random requests whose proposals grow, so that promises keep being given and refused.</summary>
    private static List<LogRequest> Requests(int count)
    {
        var requests = new List<LogRequest>();
        ArbitraryLog.Request.Sample(request => requests.Add(ArbitraryLog.Raised(request, requests.Count / 5)), iter: count, threads: 1);
        return requests;
    }

    /// <summary>Makes it vote as a member of the ensemble that arbitrary requests speak of.</summary>
    private static async Task Vote(ILogReplica replica)
    {
        var life = (await replica.Describe(default)).Incarnation;
        await replica.Ask(new StartRequest(life, ArbitraryLog.Ensemble, 1), default);
        Assert.IsType<LogReply.Accepted>(await replica.Ask(new VoteRequest(life, ArbitraryLog.Ensemble.Log, ArbitraryLog.Ensemble, Sightings.None), default));
    }

    private static void Raise(ref long promised, long proposal, long floor)
    {
        Assert.True(proposal > floor, $"{proposal} was promised after {floor}");
        for (var seen = Interlocked.Read(ref promised); seen < proposal; seen = Interlocked.Read(ref promised))
            Interlocked.CompareExchange(ref promised, proposal, seen);
    }

    private async Task<bool> Learned(WriteRequest write) => (await Store.Read(write.First, write.First + write.Count - 1, default)).All(row => row.Learned);
}
