using System.Collections.Immutable;
using MesosOrleans.Log;
using Xunit;
using static MesosOrleans.Log.ReplicaStatus;

namespace MesosOrleans.Tests.Unit.Log;

public sealed class LogInitializationTests
{
    private static readonly Ensemble Set = Ensemble.First(Guid.NewGuid(), ["0", "1", "2"]);
    private static readonly Ensemble New = Ensemble.First(Guid.NewGuid(), ["0", "1", "2"]);
    private static readonly Incarnation[] Lives = [.. Enumerable.Range(0, 3).Select(_ => new Incarnation(0, Guid.NewGuid()))];

    [Theory]
    [InlineData(Empty, Empty, Empty)]
    [InlineData(Empty, Starting, Empty)]
    [InlineData(Starting, Empty, Starting)]
    public void Who_finds_a_set_not_started_by_all_starts_all_of_it_for_a_new_log(params ReplicaStatus[] statuses) =>
        Assert.Equal(Lives.Select(life => new StartRequest(life, New, 8)), Plan(Shown(statuses)));

    [Fact]
    public void All_that_were_started_for_one_log_vote_and_know_in_which_lives_they_were_seen()
    {
        var plan = Plan(Shown(Starting, Starting, Starting)).Cast<VoteRequest>();
        Assert.All(plan, (vote, i) => Assert.Equal((Lives[i], Set.Log, Set), (vote.Expected, vote.From, vote.Set)));
        Assert.All(plan, vote => Assert.Equal(Lives, vote.Members.Items.Select(member => member.Incarnation)));
    }

    [Fact]
    public void Replicas_that_were_started_for_different_logs_are_started_again()
    {
        var shown = Shown(Starting, Starting, Starting);
        shown[1] = shown[1]! with { Ensemble = Ensemble.First(Guid.NewGuid(), ["0", "1", "2"]) };
        Assert.All(Plan(shown), request => Assert.Equal(New, Assert.IsType<StartRequest>(request).Set));
    }

    [Fact]
    public void A_start_that_was_killed_between_two_votes_goes_on_with_those_lives_that_were_seen()
    {
        var plan = Plan(Shown(Starting, Voting, Starting));
        Assert.Equal([Lives[0], null, Lives[2]], plan.Select(request => (request as VoteRequest)?.Expected));
        Assert.Equal(Set, ((VoteRequest)plan[0]!).Set);

        var wiped = Shown(Starting, Voting, Starting);
        wiped[0] = wiped[0]! with { Incarnation = new Incarnation(0, Guid.NewGuid()) };
        Assert.Null(Plan(wiped)[0]);
    }

    [Theory]
    [InlineData(Voting, Empty, Voting)]
    [InlineData(Voting, Empty, Empty)]
    [InlineData(Recovering, Empty, Empty)]
    [InlineData(Voting, Voting, Voting)]
    public void A_set_that_anybody_voted_in_is_never_started_again(params ReplicaStatus[] statuses) => Assert.All(Plan(Shown(statuses)), Assert.Null);

    [Fact]
    public void Nothing_is_started_while_somebody_does_not_answer() => Assert.All(Plan([Shown(Empty)[0], null, Shown(Empty)[0]]), Assert.Null);

    [Fact]
    public async Task A_set_is_initialised_once_and_only_when_every_replica_answers()
    {
        PlannedReplica[] replicas = [new(), new(), new()];
        replicas[1].Down = true;
        Assert.False(await LogInitialization.Run(replicas, null, Guid.NewGuid, default));
        Assert.Equal(Empty, (await replicas[0].Describe(default)).Status);

        replicas[1].Down = false;
        Assert.True(await LogInitialization.Run(replicas, 3, Guid.NewGuid, default));
        Assert.All(replicas, replica => Assert.Equal((Voting, 3), (replica.Describe(default).Result.Status, replica.Describe(default).Result.Ensemble.Quorum)));
        Assert.Single(replicas.Select(replica => replica.Describe(default).Result.Ensemble.Log).Distinct());
        Assert.False(await LogInitialization.Run(replicas, null, Guid.NewGuid, default));
    }

    [Fact]
    public async Task Two_that_initialise_a_set_at_once_make_one_log()
    {
        PlannedReplica[] replicas = [new(), new(), new()];
        foreach (var replica in replicas)
            replica.Holds = request => request is StartRequest;
        var first = LogInitialization.Run(replicas, null, Guid.NewGuid, default);
        foreach (var replica in replicas)
            replica.Holds = _ => false;
        await LogInitialization.Run(replicas, null, Guid.NewGuid, default);
        var log = (await replicas[0].Describe(default)).Ensemble.Log;
        foreach (var replica in replicas)
            replica.Release();
        await first;
        Assert.All(replicas, replica => Assert.Equal((log, Voting), (replica.Describe(default).Result.Ensemble.Log, replica.Describe(default).Result.Status)));
    }

    private static ImmutableArray<LogRequest?> Plan(IReadOnlyList<ReplicaMetadata?> shown) =>
        LogInitialization.Plan([.. shown.Select((metadata, i) => ($"{i}", metadata))], New);

    /// <summary>Replicas as they stand in a first start; who votes knows in which lives all were seen.</summary>
    private static ReplicaMetadata?[] Shown(params ReplicaStatus[] statuses)
    {
        var known = Lives.Select((life, i) => new Sighting($"{i}", life, 0)).Aggregate(Sightings.None, (known, life) => known.Merge(life));
        return [.. statuses.Select((status, i) => ReplicaMetadata.New(Guid.Empty) with
        {
            Incarnation = Lives[i],
            Status = status,
            Ensemble = status == Empty ? Ensemble.None : Set,
            Promised = 7,
            Known = status == Voting || status == Recovering ? known : Sightings.None,
        })];
    }
}
