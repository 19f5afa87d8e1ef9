using System.Text;
using MesosOrleans.Log;
using Xunit;

namespace MesosOrleans.Tests.Unit.Log;

/// <summary>How replicas come back that have missed or lost something, and how the ensemble changes.</summary>
public sealed class HealingTests
{
    [Fact]
    public async Task A_replica_that_was_wiped_learns_everything_and_votes_again()
    {
        var replicas = PlannedReplica.Many(3);
        await using var coordinator = await Elected(replicas);
        await Append(coordinator, "a", "b");
        replicas[2].Wipe();
        await Append(coordinator, "c");

        var health = await coordinator.Tend(default);
        Assert.True(health[2] is { Whole: false, Caught: true });
        Assert.Equal(ReplicaStatus.Recovering, (await replicas[2].Describe(default)).Status);
        await coordinator.Admit(health, default);

        var back = await replicas[2].Describe(default);
        Assert.Equal((ReplicaStatus.Voting, coordinator.Proposal, coordinator.Proposal), (back.Status, back.Promised, back.Incarnation.Number));
        Assert.All(replicas[..2], replica => Assert.Equal(back.Incarnation, replica.Describe(default).Result.Known[replicas[2].Name]!.Incarnation));
        Assert.Equal(await Texts(replicas[0]), await Texts(replicas[2]));
        Assert.All(await coordinator.Tend(default), replica => Assert.True(replica.Whole));
    }

    [Fact]
    public async Task A_replica_that_was_wiped_does_not_vote_before_the_others_know_of_it()
    {
        var replicas = PlannedReplica.Many(3);
        await using var coordinator = await Elected(replicas);
        replicas[2].Wipe();
        var health = await coordinator.Tend(default);
        replicas[1].Loses = request => request is AnnounceRequest;
        await coordinator.Admit(health, default);
        Assert.Equal(ReplicaStatus.Recovering, (await replicas[2].Describe(default)).Status);

        replicas[1].Loses = _ => false;
        await coordinator.Admit(await coordinator.Tend(default), default);
        Assert.Equal(ReplicaStatus.Voting, (await replicas[2].Describe(default)).Status);
    }

    [Fact]
    public async Task Two_of_five_that_were_wiped_come_back_at_the_same_time()
    {
        var replicas = PlannedReplica.Many(5);
        await using var coordinator = await Elected(replicas);
        await Append(coordinator, "a", "b", "c");
        replicas[1].Wipe();
        replicas[4].Wipe();
        await coordinator.Admit(await coordinator.Tend(default), default);
        foreach (var replica in replicas)
            Assert.Equal(["a", "b", "c"], await Texts(replica));
        Assert.All(await coordinator.Tend(default), replica => Assert.True(replica.Whole));
    }

    [Fact]
    public async Task A_catch_up_that_loses_a_message_goes_on_the_next_time()
    {
        var replicas = PlannedReplica.Many(3);
        await using var coordinator = await Elected(replicas);
        await Append(coordinator, "a", "b");
        replicas[2].Wipe();
        replicas[2].LosesAnswer = request => request is LearnRequest;
        Assert.False((await coordinator.Tend(default))[2].Caught);
        replicas[2].LosesAnswer = _ => false;
        Assert.True((await coordinator.Tend(default))[2].Caught);
    }

    [Fact]
    public async Task A_replica_that_missed_appends_is_taught_them_while_it_votes()
    {
        var replicas = PlannedReplica.Many(3);
        await using var coordinator = await Elected(replicas);
        replicas[1].Down = true;
        await Append(coordinator, "a", "b");
        await coordinator.Settled();
        replicas[1].Down = false;
        Assert.All(await coordinator.Tend(default), replica => Assert.True(replica.Whole));
        Assert.Equal(["a", "b"], await Texts(replicas[1]));
    }

    [Fact]
    public async Task What_was_truncated_is_not_needed_to_catch_up()
    {
        var replicas = PlannedReplica.Many(3);
        await using var coordinator = await Elected(replicas);
        await Append(coordinator, "a", "b", "c");
        await coordinator.Truncate(3, default);
        replicas[0].Wipe();
        await coordinator.Admit(await coordinator.Tend(default), default);
        var back = await replicas[0].Describe(default);
        Assert.Equal((ReplicaStatus.Voting, 3), (back.Status, back.Begin));
        Assert.Equal(["c"], await Texts(replicas[0]));
    }

    [Fact]
    public async Task A_replica_is_reset_only_while_enough_others_have_everything()
    {
        var replicas = PlannedReplica.Many(3);
        await using var coordinator = await Elected(replicas);
        replicas[1].Down = true;
        await Assert.ThrowsAsync<NoQuorumException>(() => coordinator.Reset(replicas[0].Name, default));
        Assert.Equal(ReplicaStatus.Voting, (await replicas[0].Describe(default)).Status);

        replicas[1].Down = false;
        await coordinator.Reset(replicas[0].Name, default);
        Assert.Equal(ReplicaStatus.Recovering, (await replicas[0].Describe(default)).Status);
    }

    [Fact]
    public async Task A_replica_is_added_with_everything_that_was_chosen_and_votes_with_the_ensemble_that_names_it()
    {
        var (replicas, newcomer) = (PlannedReplica.Many(3), new PlannedReplica());
        await using (var coordinator = await Elected(replicas))
            await Append(coordinator, "a", "b");

        var ensemble = await Change([.. replicas, newcomer]).Add(newcomer.Name, default);
        Assert.Equal((2, 3, 4), (ensemble.Version, ensemble.Quorum, ensemble.Members.Length));
        var added = await newcomer.Describe(default);
        Assert.Equal((ReplicaStatus.Voting, ensemble), (added.Status, added.Ensemble));
        Assert.Equal(["a", "b"], await Texts(newcomer));
        Assert.Empty(await newcomer.Missing(0, (await replicas[0].Describe(default)).End, 9, default));
        replicas[0].Down = true;
        await using var next = new Coordinator(ensemble, [.. replicas, newcomer], Guid.NewGuid);
        Assert.Equal(2, (await next.Elect(default)).Entries.Count(entry => entry.Action is LogAction.Append));
    }

    [Fact]
    public async Task A_removal_that_would_leave_less_than_a_quorum_is_refused_and_changes_nothing()
    {
        var replicas = PlannedReplica.Many(3);
        replicas[1].Down = true;
        var refusal = await Assert.ThrowsAsync<EnsembleChangeException>(() => Change(replicas).Remove(replicas[0].Name, default));
        Assert.Contains("only 1 answer and have everything", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await replicas[2].Describe(default)).Ensemble.Version);

        Assert.Equal(2, (await Change(replicas).Remove(replicas[1].Name, default)).Members.Length);
    }

    [Fact]
    public async Task A_replica_of_another_log_is_not_added()
    {
        var (replicas, others) = (PlannedReplica.Many(3), PlannedReplica.Many(1));
        var refusal = await Assert.ThrowsAsync<EnsembleChangeException>(() => Change([.. replicas, .. others]).Add(others[0].Name, default));
        Assert.Contains("holds another log", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_is_not_added_under_a_second_name_and_keeps_what_it_holds()
    {
        var replicas = PlannedReplica.Many(3);
        var before = await replicas[1].Describe(default);
        var change = new EnsembleChange(
            PlannedReplica.Directory(replicas), name => name == "localhost" ? new Alias(replicas[1]) : replicas.Single(replica => replica.Name == name), Guid.NewGuid, _ => Task.CompletedTask, _ => { });
        var refusal = await Assert.ThrowsAsync<EnsembleChangeException>(() => change.Add("localhost", default));
        Assert.Contains($"localhost and {replicas[1].Name} are one database", refusal.Message, StringComparison.Ordinal);
        Assert.Equal((before.Incarnation, before.Status), ((await replicas[1].Describe(default)).Incarnation, before.Status));
    }

    [Fact]
    public async Task An_addition_that_too_few_would_carry_leaves_the_newcomer_as_it_was()
    {
        var (replicas, newcomer) = (PlannedReplica.Many(3), new PlannedReplica());
        replicas[0].Down = true;
        replicas[1].Loses = request => request is LearnRequest;
        var refusal = await Assert.ThrowsAsync<EnsembleChangeException>(() => Change([.. replicas, newcomer]).Add(newcomer.Name, default));
        Assert.Contains("would need 3 of 4 replicas, but only 2 answer and have everything", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(ReplicaStatus.Empty, (await newcomer.Describe(default)).Status);
    }

    [Fact]
    public async Task A_replica_that_the_last_change_removed_is_gone_and_one_that_never_was_is_refused()
    {
        var replicas = PlannedReplica.Many(3);
        var removed = await Change(replicas).Remove(replicas[0].Name, default);
        Assert.Equal(removed, await Change(replicas).Remove(replicas[0].Name, default));
        var refusal = await Assert.ThrowsAsync<EnsembleChangeException>(() => Change(replicas).Remove("mistyped", default));
        Assert.Contains($"its replicas are {replicas[1].Name}, {replicas[2].Name}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_that_was_chosen_and_not_told_is_finished_by_whoever_elects_itself_next()
    {
        var replicas = PlannedReplica.Many(3);
        await using var stale = PlannedReplica.Coordinator(replicas);
        await using (var coordinator = await Elected(replicas))
            await coordinator.Configure(coordinator.Ensemble.Without(replicas[0].Name), null, default);

        await using var next = PlannedReplica.Coordinator(replicas);
        var changed = await Assert.ThrowsAsync<EnsembleChangedException>(() => next.Elect(default));
        var log = await PlannedReplica.Directory(replicas).Install(changed.Next, default);
        Assert.Equal(replicas[1..].Select(replica => replica.Name), log.Ensemble.Members);
        Assert.Equal(log.Ensemble, (await Assert.ThrowsAsync<EnsembleChangedException>(() => stale.Elect(default))).Next);
    }

    [Fact]
    public async Task The_ensemble_is_found_from_any_replica_that_knows_it_and_a_log_of_another_cluster_is_refused()
    {
        var (replicas, newcomer) = (PlannedReplica.Many(3), new PlannedReplica());
        PlannedReplica[] all = [.. replicas, newcomer];
        await Change(all).Add(newcomer.Name, default);
        var found = await new LogDirectory([replicas[1].Name], name => all.Single(replica => replica.Name == name)).Find(default);
        Assert.Equal((4, true), (found.Replicas.Count, found.Votes));

        var other = PlannedReplica.Many(1)[0];
        var mixed = new LogDirectory([replicas[1].Name, other.Name], name => all.Append(other).Single(replica => replica.Name == name));
        replicas[2].Down = replicas[0].Down = newcomer.Down = true;
        Assert.Contains("different logs", (await Assert.ThrowsAsync<MesosOrleans.Storage.StoreException>(() => mixed.Find(default))).Message, StringComparison.Ordinal);
    }

    private static EnsembleChange Change(PlannedReplica[] replicas) => new(
        PlannedReplica.Directory(replicas), name => replicas.Single(replica => replica.Name == name), Guid.NewGuid, _ => Task.CompletedTask, _ => { });

    private static async Task<Coordinator> Elected(PlannedReplica[] replicas)
    {
        var coordinator = PlannedReplica.Coordinator(replicas);
        await coordinator.Elect(default);
        return coordinator;
    }

    private static Task<long> Append(Coordinator coordinator, params string[] texts) =>
        coordinator.Append([.. texts.Select(text => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(text)))], default);

    private static async Task<List<string>> Texts(PlannedReplica replica) =>
        [.. (await replica.Read(0, 99, default)).Where(row => row.Learned).Select(row => row.Action).OfType<LogAction.Append>().Select(append => Encoding.UTF8.GetString(append.Data.Span))];

    /// <summary>The same replica under another name.</summary>
    private sealed record Alias(ILogReplica Replica) : ILogReplica
    {
        public string Name => "localhost";

        public Task<LogReply> Ask(LogRequest request, CancellationToken cancellation) => Replica.Ask(request, cancellation);

        public Task<IReadOnlyList<PositionRow>> Read(long from, long to, CancellationToken cancellation) => Replica.Read(from, to, cancellation);

        public Task<IReadOnlyList<long>> Missing(long from, long to, int limit, CancellationToken cancellation) => Replica.Missing(from, to, limit, cancellation);

        public Task<ReplicaMetadata> Describe(CancellationToken cancellation) => Replica.Describe(cancellation);
    }
}
