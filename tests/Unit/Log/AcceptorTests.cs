using System.Text;
using MesosOrleans.Log;
using Xunit;

namespace MesosOrleans.Tests.Unit.Log;

/// <summary>The rules of Mesos 0.19's replica, one by one, and where ours differ on purpose.</summary>
public sealed class AcceptorTests
{
    private static readonly Ensemble Set = Ensemble.First(Guid.NewGuid(), ["a", "b", "c"]);
    private static readonly ReplicaMetadata Voting = ReplicaMetadata.New(Guid.Empty) with
    {
        Ensemble = Set,
        Status = ReplicaStatus.Voting,
        Promised = 5,
        Begin = 2,
        End = 9,
    };
    private static readonly LogAction X = Data("x");
    private static readonly LogAction Y = Data("y");

    [Theory]
    [InlineData(ReplicaStatus.Empty)]
    [InlineData(ReplicaStatus.Starting)]
    [InlineData(ReplicaStatus.Recovering)]
    public void Who_does_not_vote_neither_promises_nor_accepts(ReplicaStatus status)
    {
        var state = State(Voting with { Status = status }, 7, Hole);
        Assert.All(new LogRequest[] { Promise(9), Promise(9, 7), Write(9, 7, X) }, request =>
        {
            var decision = Acceptor.Decide("a", state, request);
            Assert.IsType<LogReply.WrongStatus>(decision.Reply);
            Assert.Null(decision.Change);
        });
    }

    [Theory]
    [InlineData(ReplicaStatus.Recovering)]
    [InlineData(ReplicaStatus.Voting)]
    public void What_is_learned_is_stored_whatever_the_status(ReplicaStatus status)
    {
        var decision = Acceptor.Decide("a", State(Voting with { Status = status }, 12, Hole), new LearnRequest(Set.Log, 4, 12, [X]));
        Assert.Equal(new PositionRow(12, 4, 4, X, true), Assert.Single(decision.Change!.Rows));
        Assert.Equal(12, decision.Change.Metadata.End);
    }

    [Fact]
    public void An_election_needs_a_proposal_that_is_strictly_higher_and_answers_the_end()
    {
        Assert.Equal(5, Assert.IsType<LogReply.Rejected>(Acceptor.Decide("a", State(Voting, 0), Promise(5)).Reply).Proposal);

        var decision = Acceptor.Decide("a", State(Voting, 0), Promise(6));
        Assert.Equal((6, 9), (decision.Reply.Metadata.Promised, Assert.IsType<LogReply.Promised>(decision.Reply).Metadata.End));
        Assert.Equal(6, decision.Change!.Metadata.Promised);
        Assert.True(decision.Change.Durable);
    }

    [Fact]
    public void A_promise_for_a_hole_is_kept_at_the_position_alone()
    {
        var decision = Acceptor.Decide("a", State(Voting, 12, Hole), Promise(6, 12));
        Assert.Null(Assert.IsType<LogReply.Promised>(decision.Reply).Row);
        Assert.Equal(new PositionRow(12, 6, 0, null, false), Assert.Single(decision.Change!.Rows));
        Assert.Equal((5, 12), (decision.Change.Metadata.Promised, decision.Change.Metadata.End));
        Assert.IsType<LogReply.Rejected>(Acceptor.Decide("a", State(Voting, 12, Hole), Promise(5, 12)).Reply);
    }

    [Fact]
    public void A_promise_for_a_record_answers_what_was_there_before()
    {
        var row = new PositionRow(7, 6, 3, X, false);
        var decision = Acceptor.Decide("a", State(Voting, 7, row), Promise(8, 7));
        Assert.Equal(row, Assert.IsType<LogReply.Promised>(decision.Reply).Row);
        Assert.Equal(row with { Promised = 8 }, Assert.Single(decision.Change!.Rows));
        Assert.Equal(6, Assert.IsType<LogReply.Rejected>(Acceptor.Decide("a", State(Voting, 7, row), Promise(6, 7)).Reply).Proposal);
    }

    [Fact]
    public void A_position_below_the_begin_is_truncated_and_not_a_learned_nop()
    {
        Assert.IsType<LogReply.Truncated>(Acceptor.Decide("a", State(Voting, 1, Hole), Promise(9, 1)).Reply);
        Assert.IsType<LogReply.Truncated>(Acceptor.Decide("a", State(Voting, 1, Hole), Write(9, 1, X)).Reply);
    }

    [Fact]
    public void A_learned_position_is_told_to_everybody_without_a_promise()
    {
        var row = new PositionRow(7, 6, 6, X, true);
        var decision = Acceptor.Decide("a", State(Voting, 7, row), Promise(1, 7));
        Assert.Equal(row, Assert.IsType<LogReply.Promised>(decision.Reply).Row);
        Assert.Null(decision.Change);
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, true)]
    [InlineData(6, true)]
    public void A_write_to_a_hole_needs_at_least_the_promise_of_the_election(long proposal, bool accepted)
    {
        var decision = Acceptor.Decide("a", State(Voting, 12, Hole), Write(proposal, 12, X));
        Assert.Equal(accepted, decision.Reply is LogReply.Accepted);
        if (accepted)
            Assert.Equal(new PositionRow(12, proposal, proposal, X, false), Assert.Single(decision.Change!.Rows));
    }

    [Theory]
    [InlineData(6, false)]
    [InlineData(7, true)]
    public void A_write_to_a_record_needs_at_least_the_promise_of_the_position(long proposal, bool accepted)
    {
        var decision = Acceptor.Decide("a", State(Voting, 7, new PositionRow(7, 7, 3, X, false)), Write(proposal, 7, Y));
        Assert.Equal(accepted, decision.Reply is LogReply.Accepted);
    }

    [Fact]
    public void An_election_fences_records_too_so_that_the_demoted_coordinator_hears_of_it()
    {
        var row = new PositionRow(7, 3, 3, X, false);
        Assert.Equal(5, Assert.IsType<LogReply.Rejected>(Acceptor.Decide("a", State(Voting, 7, row), Write(4, 7, X)).Reply).Proposal);
    }

    [Fact]
    public void A_write_that_repeats_what_was_learned_is_accepted_and_another_is_not()
    {
        var row = new PositionRow(7, 5, 5, X, true);
        var repeated = Acceptor.Decide("a", State(Voting, 7, row), Write(5, 7, Data("x")));
        Assert.IsType<LogReply.Accepted>(repeated.Reply);
        Assert.Null(repeated.Change);
        Assert.IsType<LogReply.Rejected>(Acceptor.Decide("a", State(Voting, 7, row), Write(9, 7, Y)).Reply);
    }

    [Fact]
    public void Several_positions_are_written_together_or_not_at_all()
    {
        var state = new ReplicaState(Voting, 9, [null, new PositionRow(10, 8, 0, null, false)]);
        Assert.Null(Acceptor.Decide("a", state, new WriteRequest(Set.Id, 6, 9, [X, Y], Sightings.None)).Change);
        Assert.Equal(2, Acceptor.Decide("a", state, new WriteRequest(Set.Id, 8, 9, [X, Y], Sightings.None)).Change!.Rows.Length);
    }

    [Fact]
    public void A_learned_truncation_moves_the_begin_and_needs_no_sync()
    {
        var change = Acceptor.Decide("a", State(Voting, 10, Hole), new LearnRequest(Set.Log, 5, 10, [new LogAction.Truncate(8)])).Change!;
        Assert.Equal((8, 10, false), (change.Metadata.Begin, change.Metadata.End, change.Durable));
    }

    [Fact]
    public void Learning_again_changes_nothing_and_learning_otherwise_stops_everything()
    {
        var row = new PositionRow(7, 5, 5, X, true);
        Assert.Null(Acceptor.Decide("a", State(Voting, 7, row), new LearnRequest(Set.Log, 6, 7, [X])).Change);
        Assert.Throws<LogDivergedException>(() => Acceptor.Decide("a", State(Voting, 7, row), new LearnRequest(Set.Log, 6, 7, [Y])));
        Assert.Null(Acceptor.Decide("a", State(Voting, 1, Hole), new LearnRequest(Set.Log, 6, 1, [Y])).Change);
    }

    [Fact]
    public void Another_version_of_the_ensemble_is_refused()
    {
        Assert.IsType<LogReply.WrongEnsemble>(Acceptor.Decide("a", State(Voting, 0), new PromiseRequest(new EnsembleId(Set.Log, 2), 9, null, Sightings.None)).Reply);
    }

    [Fact]
    public void What_was_learned_in_another_log_is_refused()
    {
        Assert.IsType<LogReply.WrongEnsemble>(Acceptor.Decide("a", State(Voting, 12, Hole), new LearnRequest(Guid.NewGuid(), 4, 12, [X])).Reply);
    }

    /// <summary>No record.</summary>
    private static PositionRow? Hole => null;

    private static LogAction.Append Data(string text) => new(Encoding.UTF8.GetBytes(text));

    private static PromiseRequest Promise(long proposal, long? position = null) => new(Set.Id, proposal, position, Sightings.None);

    private static WriteRequest Write(long proposal, long position, LogAction action) => new(Set.Id, proposal, position, [action], Sightings.None);

    private static ReplicaState State(ReplicaMetadata metadata, long first, params PositionRow?[] rows) => new(metadata, first, [.. rows]);
}
