using CsCheck;
using MesosOrleans.Log;
using Xunit;

namespace MesosOrleans.Tests.Unit.Log;

public sealed class AcceptorLawTests
{
    [Fact]
    public void No_promise_is_ever_lowered_and_nothing_learned_ever_changes() => ArbitraryLog.Request.Array[1, 40].Sample(requests =>
    {
        var rows = new Dictionary<long, PositionRow>();
        var metadata = ReplicaMetadata.New(Guid.Empty) with { Status = ReplicaStatus.Voting, Ensemble = ArbitraryLog.Ensemble };
        foreach (var request in requests)
        {
            var before = metadata;
            var state = new ReplicaState(metadata, request.First, [.. Enumerable.Range((int)request.First, request.Count).Select(at => rows.GetValueOrDefault(at))]);
            LogRequestHolds(state, request, Acceptor.Decide("a", state, request));
            if (Acceptor.Decide("a", state, request).Change is not { } change)
                continue;

            metadata = change.Over(state, state).Metadata;
            Assert.True(metadata.Promised >= before.Promised && metadata.Begin >= before.Begin && metadata.End >= before.End);
            foreach (var row in change.Rows)
            {
                Assert.True(row.Learned || row.Performed <= row.Promised, $"{row}");
                if (rows.TryGetValue(row.Position, out var old))
                    Grown(old, row);
                rows[row.Position] = row;
            }
        }
    }, iter: 3_000);

    private static void Grown(PositionRow old, PositionRow row)
    {
        Assert.True(row.Promised >= old.Promised, $"{old} -> {row}");
        Assert.False(old.Learned && !old.Action!.Equals(row.Action), $"{old} -> {row}");
        Assert.False(old.Learned && !row.Learned, $"{old} -> {row}");
        Assert.True(row.Learned || row.Performed >= old.Performed, $"{old} -> {row}");
    }

    private static void LogRequestHolds(ReplicaState state, LogRequest request, AcceptorDecision decision)
    {
        if (request is WriteRequest write && decision is { Reply: LogReply.Accepted, Change: not null })
            Assert.True(write.Proposal >= state.Metadata.Promised, $"{write} was accepted over {state.Metadata}");
        if (request is PromiseRequest promise && decision is { Reply: LogReply.Promised, Change: not null })
            Assert.True(promise.Proposal > state.Metadata.Promised, $"{promise} was given over {state.Metadata}");
    }
}
