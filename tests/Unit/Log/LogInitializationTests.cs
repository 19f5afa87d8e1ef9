using MesosOrleans.Log;
using Xunit;
using static MesosOrleans.Log.ReplicaStatus;

namespace MesosOrleans.Tests.Unit.Log;

public sealed class LogInitializationTests
{
    [Theory]
    [InlineData(new[] { Empty, Empty, Empty }, Starting, 3)]
    [InlineData(new[] { Empty, Starting, Empty }, Starting, 2)]
    [InlineData(new[] { Starting, Starting, Starting }, Voting, 3)]
    [InlineData(new[] { Starting, Voting, Starting }, Voting, 2)]
    public void A_start_that_was_killed_half_way_goes_on(ReplicaStatus[] statuses, ReplicaStatus to, int moves)
    {
        var plan = LogInitialization.Plan(statuses);
        Assert.Equal(moves, plan.Length);
        Assert.All(plan, move => Assert.Equal((statuses[move.Replica], to), (move.From, move.To)));
    }

    [Theory]
    [InlineData(Voting, Empty, Voting)]
    [InlineData(Voting, Empty, Starting)]
    [InlineData(Voting, Empty, Empty)]
    [InlineData(Recovering, Empty, Empty)]
    [InlineData(Recovering, Starting, Starting)]
    [InlineData(Voting, Voting, Voting)]
    public void A_set_that_anybody_voted_in_is_never_started_again(params ReplicaStatus[] statuses) => Assert.Empty(LogInitialization.Plan(statuses));

    [Fact]
    public async Task Nothing_is_initialised_unless_every_replica_answers()
    {
        PlannedReplica[] replicas = [new(voting: false), new(voting: false), new(voting: false)];
        replicas[1].Down = true;
        Assert.False(await LogInitialization.Run(replicas, 0, default));
        Assert.Equal(Empty, (await replicas[0].Describe(default)).Status);

        replicas[1].Down = false;
        Assert.True(await LogInitialization.Run(replicas, 0, default));
        Assert.All(replicas, replica => Assert.Equal(Voting, replica.Describe(default).Result.Status));
        Assert.False(await LogInitialization.Run(replicas, 0, default));
    }
}
