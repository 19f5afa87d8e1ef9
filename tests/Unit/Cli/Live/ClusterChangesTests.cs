using MesosOrleans.Cli.Live;
using MesosOrleans.Tests.Unit.Cli.Cluster;
using Xunit;

namespace MesosOrleans.Tests.Unit.Cli.Live;

/// <summary>What changes from one state of a cluster to the next.</summary>
public sealed class ClusterChangesTests
{
    [Theory]
    [InlineData("TASK_RUNNING", "TASK_KILLED", "task 20261128-1-F0/0001 TASK_KILLED line 1 on slave S0")]
    [InlineData("\"active\":true", "\"active\":false", "framework 20261128-1-F0 inactive batch")]
    [InlineData("\"leader\":\"master@127.0.0.1:5050\"", "\"leader\":\"master@10.0.0.2:5050\"", "master master@10.0.0.2:5050 leading 10.0.0.2:5050")]
    [InlineData("\"slaves\":[{\"id\":\"S0\"", "\"slaves\":[{\"id\":\"S1\"", "slave S1 added vm; slave S0 removed vm")]
    public void A_change_is_told_once(string old, string text, string expected)
    {
        var (before, after) = (ACluster.State, ACluster.With(old, text));
        Assert.Equal(expected, Told(ClusterChanges.Between(before, after, DateTimeOffset.UnixEpoch)));
        Assert.Equal("", Told(ClusterChanges.Between(after, after, DateTimeOffset.UnixEpoch)));
    }

    [Fact]
    public void A_line_begins_with_the_time() => Assert.Equal(
        "1970-01-01T00:00:00.000Z  slave      S1  added  vm", EventsCommand.Line(new ClusterEvent(DateTimeOffset.UnixEpoch, "slave", "S1", "added", "vm")));

    private static string Told(IEnumerable<ClusterEvent> events) => string.Join("; ", events.Select(one => $"{one.Kind} {one.Id} {one.Change} {one.Detail}"));
}
