using System.Text;
using MesosOrleans.Log;
using Xunit;

namespace MesosOrleans.Tests.Unit.Log;

/// <summary>What an operator is told of a log.</summary>
public sealed class LogInspectionTests
{
    [Fact]
    public async Task Replicas_are_found_through_the_ensemble_and_each_is_told_of()
    {
        var (replicas, stranger, unused) = (PlannedReplica.Many(3), PlannedReplica.Many(1)[0], new PlannedReplica());
        await Append(replicas, "a", "b");
        replicas[2].Down = true;
        await Append(replicas, "c");
        replicas[1].Down = true;
        replicas[2].Down = false;

        var report = await Inspection([replicas[0], stranger, unused], [.. replicas, stranger, unused]).Report(default);
        Assert.Equal((2, true, 2), (report.Ensemble.Quorum, report.Decides, report.Voting));
        Assert.Equal([.. replicas.Select(replica => replica.Name), stranger.Name, unused.Name], report.Replicas.Select(replica => replica.Name));
        Assert.Equal(0, report.Replicas[0].Lag);
        Assert.Null(report.Replicas[1].Metadata);
        Assert.NotEmpty(report.Replicas[1].Note(report.Ensemble));
        Assert.True(report.Replicas[2].Lag > 0);
        Assert.StartsWith("holds another log", report.Replicas[3].Note(report.Ensemble), StringComparison.Ordinal);
        Assert.Equal("not a member", report.Replicas[4].Note(report.Ensemble));
    }

    [Fact]
    public async Task Without_a_quorum_that_votes_the_log_does_not_decide()
    {
        var replicas = PlannedReplica.Many(3);
        replicas[1].Down = replicas[2].Down = true;
        Assert.False((await Inspection(replicas, replicas).Report(default)).Decides);
        replicas[0].Down = true;
        Assert.Equal(Ensemble.None, (await Inspection(replicas, replicas).Report(default)).Ensemble);
    }

    [Fact]
    public async Task A_copy_from_an_earlier_time_is_called_so_and_does_not_count()
    {
        var replicas = PlannedReplica.Many(3);
        var early = await replicas[0].Describe(default);
        await Append(replicas, "a", "b");
        await Append(replicas, "c");

        var copy = new Shown(replicas[0].Name, early);
        var inspection = new LogInspection(
            [copy.Name, .. replicas[1..].Select(replica => replica.Name)], name => name == copy.Name ? copy : replicas.Single(replica => replica.Name == name));
        var report = await inspection.Report(default);
        Assert.Equal((true, "an old copy", 2), (report.Replicas[0].Old, report.Replicas[0].Note(report.Ensemble), report.Voting));
        Assert.False(report.Replicas[1].Old || report.Replicas[2].Old);
    }

    [Fact]
    public async Task Reading_prefers_what_was_learned_and_else_shows_what_may_have_been_chosen()
    {
        var replicas = PlannedReplica.Many(3);
        await Append(replicas, "a");
        await using var coordinator = PlannedReplica.Coordinator(replicas);
        await coordinator.Elect(default);
        foreach (var replica in replicas)
            replica.Loses = request => request is LearnRequest || (request is WriteRequest && replica != replicas[0]);
        await Assert.ThrowsAsync<NoQuorumException>(() => Append(coordinator, "b"));

        var names = replicas.Select(replica => replica.Name).ToList();
        var rows = await Rows(Inspection(replicas, replicas).Read(names, 0, 9, default));
        Assert.Equal([("", true), ("a", true), ("b", false)], rows.Select(row => (Text(row), row.Learned)));
        Assert.Equal(2, (await Rows(Inspection(replicas, replicas).Read(names[1..], 0, 9, default))).Count);
    }

    private static LogInspection Inspection(PlannedReplica[] configured, PlannedReplica[] all) =>
        new([.. configured.Select(replica => replica.Name)], name => all.Single(replica => replica.Name == name));

    private static async Task Append(PlannedReplica[] replicas, params string[] texts)
    {
        await using var coordinator = PlannedReplica.Coordinator(replicas);
        await coordinator.Elect(default);
        await Append(coordinator, texts);
        await coordinator.Settled();
    }

    private static Task<long> Append(Coordinator coordinator, params string[] texts) =>
        coordinator.Append([.. texts.Select(text => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(text)))], default);

    private static string Text(PositionRow row) => row.Action is LogAction.Append append ? Encoding.UTF8.GetString(append.Data.Span) : "";

    private static async Task<List<PositionRow>> Rows(IAsyncEnumerable<PositionRow> read)
    {
        var rows = new List<PositionRow>();
        await foreach (var row in read)
            rows.Add(row);
        return rows;
    }

    /// <summary>A replica that shows itself as it was.</summary>
    private sealed record Shown(string Name, ReplicaMetadata Metadata) : ILogReplica
    {
        public Task<LogReply> Ask(LogRequest request, CancellationToken cancellation) => throw new NoAnswerException("");

        public Task<IReadOnlyList<PositionRow>> Read(long from, long to, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<PositionRow>>([]);

        public Task<IReadOnlyList<long>> Missing(long from, long to, int limit, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<long>>([]);

        public Task<ReplicaMetadata> Describe(CancellationToken cancellation) => Task.FromResult(Metadata);
    }
}
