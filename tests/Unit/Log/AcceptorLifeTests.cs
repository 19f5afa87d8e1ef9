using MesosOrleans.Log;
using Xunit;
using static MesosOrleans.Log.ReplicaStatus;

namespace MesosOrleans.Tests.Unit.Log;

/// <summary>How a replica begins to vote, ceases to, and begins again.</summary>
public sealed class AcceptorLifeTests
{
    private static readonly Ensemble Set = Ensemble.First(Guid.NewGuid(), ["a", "b", "c"]);
    private static readonly Incarnation Life = new(3, Guid.NewGuid());
    private static readonly Incarnation Next = new(9, Guid.NewGuid());
    private static readonly ReplicaMetadata Voter = ReplicaMetadata.New(Guid.Empty) with
    {
        Incarnation = Life,
        Ensemble = Set,
        Status = Voting,
        Promised = 5,
        Begin = 2,
        End = 9,
    };

    [Theory]
    [InlineData(Empty)]
    [InlineData(Starting)]
    [InlineData(Voting)]
    [InlineData(Recovering)]
    public void What_was_meant_for_another_life_is_refused(ReplicaStatus status)
    {
        LogRequest[] requests =
            [new StartRequest(Next, Set, 9), new VoteRequest(Next, Set.Log, Set, Sightings.None), new RecoverRequest(Next, status, Set, Life), new JoinRequest(Next, Set.Id)];
        Assert.All(requests, request => Assert.IsType<LogReply.WrongIncarnation>(Decide(Voter with { Status = status }, request).Reply));
    }

    [Theory]
    [InlineData(Empty, true)]
    [InlineData(Starting, true)]
    [InlineData(Voting, false)]
    [InlineData(Recovering, false)]
    public void Only_who_is_part_of_no_log_starts_one(ReplicaStatus status, bool starts)
    {
        var other = Ensemble.First(Guid.NewGuid(), ["a"]);
        var decision = Decide(Voter with { Status = status }, new StartRequest(Life, other, 6));
        Assert.Equal(starts, decision.Change is { Durable: true } change && (change.Metadata.Status, change.Metadata.Ensemble, change.Metadata.Promised) == (Starting, other, 6));
    }

    [Theory]
    [InlineData(Empty, false)]
    [InlineData(Starting, true)]
    [InlineData(Recovering, false)]
    public void Only_who_was_started_begins_to_vote(ReplicaStatus status, bool votes)
    {
        var seen = Sightings.None.Merge(new Sighting("b", Next, 0));
        var decision = Decide(Voter with { Status = status }, new VoteRequest(Life, Set.Log, Set, seen));
        Assert.Equal(votes, decision.Change is { Durable: true } change && (change.Metadata.Status, change.Metadata.Known["b"]!.Incarnation) == (Voting, Next));
    }

    [Fact]
    public void Who_was_started_never_goes_back_to_an_earlier_attempt_and_votes_only_in_the_one_it_is_in()
    {
        var starting = Voter with { Status = Starting };
        var other = Ensemble.First(Guid.NewGuid(), ["a"]);
        Assert.Null(Decide(starting, new StartRequest(Life, other, 4)).Change);
        Assert.Null(Decide(starting, new StartRequest(Life, Set, 5)).Change);
        var (lower, higher) = other.Log.CompareTo(Set.Log) > 0 ? (Set, other) : (other, Set);
        Assert.Null(Decide(starting with { Ensemble = higher }, new StartRequest(Life, lower, 5)).Change);
        Assert.NotNull(Decide(starting with { Ensemble = lower }, new StartRequest(Life, higher, 5)).Change);
        Assert.IsType<LogReply.WrongEnsemble>(Decide(starting, new VoteRequest(Life, other.Log, other, Sightings.None)).Reply);
        Assert.Equal((other, 0), Decide(starting, new VoteRequest(Life, Set.Log, other, Sightings.None)).Change is { Metadata: var voter }
            ? (voter.Ensemble, voter.Promised) : default);
    }

    [Theory]
    [InlineData(Empty)]
    [InlineData(Starting)]
    [InlineData(Recovering)]
    [InlineData(Voting)]
    public void A_new_life_keeps_neither_promises_nor_records(ReplicaStatus status)
    {
        var change = Decide(Voter with { Status = status }, new RecoverRequest(Life, status, Set, Next)).Change!;
        Assert.Equal(Voter with { Incarnation = Next, Status = Recovering, Promised = 0, Begin = 0, End = 0 }, change.Metadata);
        Assert.True(change is { Clears: true, Durable: true });
    }

    [Fact]
    public void A_late_request_for_a_new_life_does_not_end_the_vote_of_one_that_has_begun_to_vote_since() =>
        Assert.IsType<LogReply.WrongStatus>(Decide(Voter, new RecoverRequest(Life, Starting, Set, Next)).Reply);

    [Fact]
    public void A_replica_of_another_log_or_of_a_newer_ensemble_is_left_as_it_is()
    {
        var other = Ensemble.First(Guid.NewGuid(), ["a"]);
        Assert.IsType<LogReply.WrongEnsemble>(Decide(Voter, new RecoverRequest(Life, Voting, other, Next)).Reply);
        Assert.IsType<LogReply.WrongEnsemble>(Decide(Voter with { Ensemble = Set.Without("c") }, new RecoverRequest(Life, Voting, Set, Next)).Reply);
        Assert.IsType<LogReply.WrongEnsemble>(Decide(Voter, new AdoptRequest(other)).Reply);
        Assert.NotNull(Decide(Voter with { Status = Empty, Ensemble = Ensemble.None }, new RecoverRequest(Life, Empty, other, Next)).Change);
    }

    [Fact]
    public void Who_comes_back_holds_the_promise_of_the_coordinator_that_brings_it_back()
    {
        var back = Decide(Voter with { Incarnation = Next, Status = Recovering, Promised = 0 }, new JoinRequest(Next, Set.Id)).Change!;
        Assert.Equal((Voting, 9, true), (back.Metadata.Status, back.Metadata.Promised, back.Durable));
        Assert.IsType<LogReply.WrongStatus>(Decide(Voter with { Status = Empty }, new JoinRequest(Life, Set.Id)).Reply);
        Assert.IsType<LogReply.WrongEnsemble>(Decide(Voter with { Status = Recovering }, new JoinRequest(Life, Set.Without("c").Id)).Reply);
        Assert.Null(Decide(Voter, new JoinRequest(Life, Set.Id)).Change);
    }

    [Fact]
    public void An_announcement_fences_lower_proposals_and_is_remembered_by_those_that_vote()
    {
        var announce = new AnnounceRequest(Set.Id, 9, new Sighting("b", Next, 1), Sightings.None);
        var change = Decide(Voter, announce).Change!;
        Assert.Equal((9, Next, true), (change.Metadata.Promised, change.Metadata.Known["b"]!.Incarnation, change.Durable));
        Assert.IsType<LogReply.Rejected>(Decide(Voter with { Promised = 10 }, announce).Reply);
        Assert.IsType<LogReply.WrongStatus>(Decide(Voter with { Status = Recovering }, announce).Reply);
    }

    [Fact]
    public void What_the_asker_has_seen_is_kept_with_what_is_promised_and_accepted()
    {
        var seen = Sightings.None.Merge(new Sighting("c", Next, 77));
        Assert.Equal(77, Decide(Voter, new PromiseRequest(Set.Id, 9, null, seen)).Change!.Metadata.Known["c"]!.Changes);
        var write = new WriteRequest(Set.Id, 9, 10, [new LogAction.Nop()], seen);
        Assert.Equal(77, Acceptor.Decide("a", new ReplicaState(Voter, 10, [null]), write).Change!.Metadata.Known["c"]!.Changes);
    }

    [Fact]
    public void A_copy_from_an_earlier_time_neither_promises_nor_accepts_once_the_asker_has_seen_more_of_it()
    {
        var seen = Sightings.None.Merge(new Sighting("a", Life, Voter.Changes + 1));
        Assert.IsType<LogReply.Outdated>(Decide(Voter, new PromiseRequest(Set.Id, 9, null, seen)).Reply);
        Assert.NotNull(Decide(Voter with { Changes = Voter.Changes + 1 }, new PromiseRequest(Set.Id, 9, null, seen)).Change);
    }

    [Fact]
    public void A_newer_ensemble_is_adopted_and_an_older_one_is_not()
    {
        var two = Set.Without("c");
        var change = Decide(Voter, new AdoptRequest(two)).Change!;
        Assert.Equal((two, Voting, true), (change.Metadata.Ensemble, change.Metadata.Status, change.Durable));
        Assert.Null(Decide(Voter with { Ensemble = two }, new AdoptRequest(Set)).Change);
        Assert.IsType<LogReply.WrongEnsemble>(Decide(Voter with { Ensemble = two }, new PromiseRequest(Set.Id, 9, null, Sightings.None)).Reply);
    }

    [Fact]
    public void Only_the_newcomer_in_the_life_that_had_caught_up_votes_with_the_ensemble_that_names_it()
    {
        var four = Set.With(new Sighting("d", Life, 4));
        var newcomer = Voter with { Status = Recovering };
        Assert.Equal(Voting, Decide(newcomer, new AdoptRequest(four)).Change!.Metadata.Status);
        Assert.Equal(Recovering, Decide(newcomer with { Incarnation = Next }, new AdoptRequest(four)).Change!.Metadata.Status);
        Assert.Equal(Empty, Decide(newcomer with { Status = Empty }, new AdoptRequest(four)).Change!.Metadata.Status);
        Assert.Equal(4, Decide(Voter, new AdoptRequest(four)).Change!.Metadata.Known["d"]!.Changes);
    }

    [Fact]
    public void What_one_that_comes_back_learns_is_on_disk_before_it_votes()
    {
        var learn = new LearnRequest(Set.Log, 5, 10, [new LogAction.Nop()]);
        Assert.True(Acceptor.Decide("a", new ReplicaState(Voter with { Status = Recovering }, 10, [null]), learn).Change!.Durable);
        Assert.False(Acceptor.Decide("a", new ReplicaState(Voter, 10, [null]), learn).Change!.Durable);
    }

    private static AcceptorDecision Decide(ReplicaMetadata metadata, LogRequest request) => Acceptor.Decide("a", new ReplicaState(metadata, 0, []), request);
}
