using System.Text;
using MesosOrleans.Log;
using Xunit;

namespace MesosOrleans.Tests.Unit.Log;

public sealed class CoordinatorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task The_first_election_fills_position_0_with_nothing_and_the_first_append_is_position_1(int count)
    {
        var replicas = PlannedReplica.Many(count);
        await using var coordinator = PlannedReplica.Coordinator(replicas);
        var election = await coordinator.Elect(default);
        Assert.Equal([new LogEntry(0, new LogAction.Nop())], election.Entries);
        Assert.Equal(1, await Append(coordinator, "a"));
        Assert.Equal(2, await coordinator.Append([Bytes("b"), Bytes("c")], default));
        Assert.Equal(4, await Append(coordinator, "d"));
        Assert.Equal(["a", "b", "c", "d"], await Contents(replicas));
    }

    [Fact]
    public async Task An_append_is_one_write_at_each_replica()
    {
        var replicas = PlannedReplica.Many(3);
        await using var coordinator = await Elected(replicas);
        var before = replicas.Select(replica => replica.Writes).ToArray();
        await Append(coordinator, "a");
        await coordinator.Settled();
        Assert.Equal(before.Select(writes => writes + 1), replicas.Select(replica => replica.Writes));
    }

    [Fact]
    public async Task A_replica_that_hangs_is_not_waited_for()
    {
        var replicas = PlannedReplica.Many(3);
        replicas[2].Holds = _ => true;
        await using var coordinator = await Elected(replicas);
        Assert.Equal(1, await Append(coordinator, "a"));
        await coordinator.Confirm(default);
    }

    [Fact]
    public async Task A_replica_that_hangs_for_ever_has_a_bounded_number_of_requests()
    {
        var replicas = PlannedReplica.Many(3);
        await using var coordinator = await Elected(replicas);
        await coordinator.Settled();
        var before = replicas[2].Writes;
        replicas[2].Holds = _ => true;
        for (var i = 0; i < 100; i++)
            await Append(coordinator, "a");
        Assert.InRange(replicas[2].Writes - before, 1, 64);
    }

    [Fact]
    public async Task Without_a_quorum_nothing_is_elected_and_the_message_names_the_replicas()
    {
        var replicas = PlannedReplica.Many(3);
        replicas[0].Down = replicas[2].Down = true;
        await using var coordinator = PlannedReplica.Coordinator(replicas);
        var failure = await Assert.ThrowsAsync<NoQuorumException>(() => coordinator.Elect(default));
        Assert.Contains($"{replicas[0].Name} is down", failure.Message, StringComparison.Ordinal);
        Assert.Contains("1 of 3 replicas", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [InlineData(5, 3)]
    public async Task A_quorum_is_a_strict_majority(int count, int down)
    {
        var replicas = PlannedReplica.Many(count);
        await using var coordinator = await Elected(replicas);
        foreach (var replica in replicas.Take(down - 1))
            replica.Down = true;
        Assert.Equal(1, await Append(coordinator, "a"));
        replicas[down - 1].Down = true;
        await Assert.ThrowsAsync<NoQuorumException>(() => Append(coordinator, "b"));
    }

    [Fact]
    public async Task Replicas_that_do_not_vote_are_no_quorum()
    {
        var replicas = PlannedReplica.Many(3);
        foreach (var replica in replicas[1..])
        {
            var metadata = await replica.Describe(default);
            await replica.Ask(new RecoverRequest(metadata.Incarnation, metadata.Status, metadata.Ensemble, new Incarnation(1, Guid.NewGuid())), default);
        }

        await using var coordinator = PlannedReplica.Coordinator(replicas);
        await Assert.ThrowsAsync<NoQuorumException>(() => coordinator.Elect(default));
    }

    [Fact]
    public async Task An_append_without_a_quorum_has_an_unknown_outcome_so_nothing_more_is_written_before_an_election()
    {
        var replicas = PlannedReplica.Many(3);
        await using var coordinator = await Elected(replicas);
        replicas[0].LosesAnswer = replicas[1].Loses = replicas[2].Loses = request => request is WriteRequest;
        await Assert.ThrowsAsync<NoQuorumException>(() => Append(coordinator, "unknown"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Append(coordinator, "too early"));

        foreach (var replica in replicas)
            replica.Loses = replica.LosesAnswer = _ => false;
        replicas[2].Down = true;
        var election = await coordinator.Elect(default);
        Assert.Equal("unknown", Text(election.Entries[^1]));
    }

    [Fact, Trait("Invariant", "2 one writer")]
    public async Task A_rival_demotes_the_first_at_its_next_write_and_at_its_next_read()
    {
        var replicas = PlannedReplica.Many(3);
        await using var first = await Elected(replicas);
        await using var second = await Elected(replicas);
        await using var third = await Elected(replicas);
        var demoted = await Assert.ThrowsAsync<DemotedException>(() => Append(first, "late"));
        Assert.Equal(third.Proposal, demoted.Seen);
        await Assert.ThrowsAsync<DemotedException>(() => second.Confirm(default));
        Assert.Equal((CoordinatorState.Demoted, CoordinatorState.Demoted), (first.State, second.State));
        Assert.Equal(1, await Append(third, "a"));
        Assert.Equal(["a"], await Contents(replicas));
    }

    [Fact]
    public async Task Racing_elect_lets_at_most_one_win_and_the_loser_wins_when_it_tries_again()
    {
        var replicas = PlannedReplica.Many(3);
        await using var first = PlannedReplica.Coordinator(replicas);
        await using var second = PlannedReplica.Coordinator(replicas);
        replicas[0].Holds = replicas[1].Holds = request => request is PromiseRequest { Position: null, Proposal: 1 };
        var race = first.Elect(default);
        await second.Settled();
        replicas[0].Holds = replicas[1].Holds = _ => false;
        await second.Elect(default);
        foreach (var replica in replicas)
            replica.Release();
        await Assert.ThrowsAsync<DemotedException>(() => race);
        await first.Elect(default);
        Assert.True(first.Proposal > second.Proposal);
        await Assert.ThrowsAsync<DemotedException>(() => Append(second, "x"));
    }

    [Fact]
    public async Task Fill_no_quorum_fails_the_election()
    {
        var replicas = PlannedReplica.Many(3);
        replicas[0].Loses = replicas[1].Loses = request => request is PromiseRequest { Position: not null };
        await using var coordinator = PlannedReplica.Coordinator(replicas);
        await Assert.ThrowsAsync<NoQuorumException>(() => coordinator.Elect(default));
        Assert.Equal(CoordinatorState.Failed, coordinator.State);
    }

    [Fact]
    public async Task Fill_inconsistent_adopts_the_action_of_the_highest_proposal()
    {
        var replicas = PlannedReplica.Many(3);
        await WriteAlone(replicas, "low", 0);
        await WriteAlone(replicas, "high", 1);
        replicas[2].Down = true;
        await using var coordinator = PlannedReplica.Coordinator(replicas);
        var election = await coordinator.Elect(default);
        Assert.Equal("high", Text(election.Entries[^1]));
        await coordinator.Settled();
        Assert.All(await replicas[0].Read(1, 1, default), row => Assert.Equal((true, "high"), (row.Learned, Text(row))));
    }

    [Fact]
    public async Task Learned_on_one_replica_and_not_on_another_is_adopted_without_writing_again()
    {
        var replicas = PlannedReplica.Many(3);
        await using (var coordinator = await Elected(replicas))
        {
            replicas[0].Loses = replicas[2].Loses = request => request is LearnRequest;
            await Append(coordinator, "a");
            await coordinator.Settled();
        }

        var before = replicas[1].Writes;
        await using var next = PlannedReplica.Coordinator(replicas);
        Assert.Equal("a", Text((await next.Elect(default)).Entries[^1]));
        await next.Settled();
        Assert.Equal(before, replicas[1].Writes);
    }

    [Fact]
    public async Task Learned_on_one_replica_that_then_fails_is_found_among_what_the_quorum_accepted()
    {
        var replicas = PlannedReplica.Many(3);
        await using (var coordinator = await Elected(replicas))
        {
            replicas[1].Loses = replicas[2].Loses = request => request is LearnRequest;
            await Append(coordinator, "a");
            await coordinator.Settled();
        }

        replicas[0].Down = true;
        replicas[1].Loses = replicas[2].Loses = _ => false;
        await using var next = PlannedReplica.Coordinator(replicas);
        Assert.Equal("a", Text((await next.Elect(default)).Entries[^1]));
        await next.Settled();
        replicas[0].Down = false;
        Assert.All(replicas, replica => Assert.Equal("a", Text(replica.Read(1, 1, default).Result.Single())));
    }

    [Fact]
    public async Task Nothing_is_learned_before_a_quorum_has_accepted()
    {
        var replicas = PlannedReplica.Many(3);
        await using var coordinator = await Elected(replicas);
        replicas[1].Loses = replicas[2].Loses = request => request is WriteRequest;
        await Assert.ThrowsAsync<NoQuorumException>(() => Append(coordinator, "a"));
        await coordinator.Settled();
        Assert.False((await replicas[0].Read(1, 1, default)).Single().Learned);
    }

    [Fact]
    public async Task What_was_truncated_is_neither_read_nor_filled_by_the_next_election()
    {
        var replicas = PlannedReplica.Many(3);
        await using (var coordinator = await Elected(replicas))
        {
            await coordinator.Append([Bytes("a"), Bytes("b"), Bytes("c")], default);
            replicas[2].Loses = request => request is LearnRequest;
            Assert.Equal(4, await coordinator.Truncate(3, default));
            await coordinator.Settled();
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => coordinator.Truncate(9, default));
        }

        await using var next = PlannedReplica.Coordinator(replicas);
        var election = await next.Elect(default);
        Assert.Equal((3, 4), (election.Begin, election.End));
        Assert.Equal(["c"], election.Entries.Where(entry => entry.Action is LogAction.Append).Select(Text));
    }

    [Fact]
    public async Task A_promise_whose_answer_was_lost_costs_a_number_and_no_more()
    {
        var replicas = PlannedReplica.Many(1);
        await using var coordinator = PlannedReplica.Coordinator(replicas);
        replicas[0].LosesAnswer = request => request is PromiseRequest;
        await Assert.ThrowsAsync<NoQuorumException>(() => coordinator.Elect(default));
        replicas[0].LosesAnswer = _ => false;
        await coordinator.Elect(default);
        Assert.Equal(1, await Append(coordinator, "a"));
    }

    [Fact]
    public async Task A_majority_of_three_remains_readable_and_writable_whichever_replica_is_lost()
    {
        var replicas = PlannedReplica.Many(3);
        var expected = new List<string>();
        for (var round = 0; round < 6; round++)
        {
            foreach (var replica in replicas)
                replica.Down = replica == replicas[round % 3];
            await using var coordinator = PlannedReplica.Coordinator(replicas);
            var election = await coordinator.Elect(default);
            Assert.Equal(expected, election.Entries.Where(entry => entry.Action is LogAction.Append).Select(Text));
            expected.Add($"round {round}");
            await Append(coordinator, expected[^1]);
        }
    }

    private static async Task WriteAlone(PlannedReplica[] replicas, string text, int only)
    {
        // A coordinator whose write reaches one replica that the coordinator before it did not reach.
        foreach (var replica in replicas)
            replica.Loses = _ => false;
        await using var coordinator = await Elected([.. replicas.Where((_, i) => i == only || i == 2)], 3, replicas);
        foreach (var (i, replica) in replicas.Index())
            replica.Loses = request => i != only && request is WriteRequest;
        await Assert.ThrowsAsync<NoQuorumException>(() => Append(coordinator, text));
        await coordinator.Settled();
        foreach (var replica in replicas)
            replica.Loses = _ => false;
    }

    private static async Task<Coordinator> Elected(PlannedReplica[] up, int _, PlannedReplica[] replicas)
    {
        foreach (var replica in replicas)
            replica.Down = !up.Contains(replica);
        var coordinator = await Elected(replicas);
        foreach (var replica in replicas)
            replica.Down = false;
        return coordinator;
    }

    private static async Task<Coordinator> Elected(PlannedReplica[] replicas)
    {
        var coordinator = PlannedReplica.Coordinator(replicas);
        await coordinator.Elect(default);
        return coordinator;
    }

    private static async Task<List<string>> Contents(PlannedReplica[] replicas)
    {
        await using var coordinator = PlannedReplica.Coordinator(replicas);
        var election = await coordinator.Elect(default);
        return [.. election.Entries.Where(entry => entry.Action is LogAction.Append).Select(Text)];
    }

    private static Task<long> Append(Coordinator coordinator, string text) => coordinator.Append([Bytes(text)], default);

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(LogEntry entry) => Text(entry.Action);

    private static string Text(PositionRow row) => Text(row.Action);

    private static string Text(LogAction? action) => action is LogAction.Append append ? Encoding.UTF8.GetString(append.Data.Span) : $"{action}";
}
