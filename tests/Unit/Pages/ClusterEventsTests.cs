using System.Collections.Immutable;
using MesosOrleans.Pages;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.Http;
using Xunit;

namespace MesosOrleans.Tests.Unit.Pages;

public sealed class ClusterEventsTests
{
    [Fact]
    public void The_same_cluster_has_no_events() => Assert.Empty(ClusterEvents.Between(AModel.Of(AClusterView.View), AModel.Of(AClusterView.View)));

    [Fact]
    public void Tasks_that_came_or_changed_are_told_by_the_time_of_their_state()
    {
        var before = AModel.With(AClusterView.Task("F", "stays", TaskState.Running, 100), AClusterView.Task("F", "ends", TaskState.Running, 100));
        var after = AModel.With(
            AClusterView.Task("F", "stays", TaskState.Running, 100), AClusterView.Task("F", "ends", TaskState.Failed, 300), AClusterView.Task("F", "comes", TaskState.Staging, 200));

        Assert.Equal(
            ["200 F/comes TASK_STAGING False", "300 F/ends TASK_FAILED True"],
            ClusterEvents.Between(before, after).Select(one => $"{one.At.ToUnixTimeSeconds()} {one.Id} {one.Change} {one.IsTrouble}"));
    }

    [Fact]
    public void An_old_end_of_an_ID_that_is_in_use_again_is_no_news()
    {
        var before = AModel.With(AClusterView.Task("F", "again", TaskState.Running, 100));
        var after = AModel.With(AClusterView.Task("F", "again", TaskState.Running, 100), AClusterView.Task("F", "again", TaskState.Finished, 50));

        Assert.Empty(ClusterEvents.Between(before, after));
    }

    [Fact]
    public void Slaves_frameworks_and_the_leader_are_told()
    {
        var view = AClusterView.View;
        var after = view with
        {
            Registry = view.Registry with { Master = view.Registry.Master with { Pid = "master@127.0.0.2:5050" } },
            Slaves = [view.Slaves[1] with { Connected = true }, view.Slaves[2]],
            Frameworks = [view.Frameworks[0] with { Active = false }],
        };

        Assert.Equal(
            ["Leader leading", "Slave connected", "Slave removed", "Framework disconnected"],
            ClusterEvents.Between(AModel.Of(view), AModel.Of(after)).Select(one => $"{one.Kind} {one.Change}"));
    }

    [Fact]
    public void Of_a_flood_of_tasks_some_are_told_and_how_many_more_there_are()
    {
        var flood = Enumerable.Range(0, ClusterEvents.StepMax + 7).Select(i => AClusterView.Task("F", $"t{i}", TaskState.Running)).ToArray();

        var events = ClusterEvents.Between(AModel.With(), AModel.With(flood));

        Assert.Equal(ClusterEvents.StepMax + 1, events.Count);
        Assert.Contains(events, one => one.Title == "7 more tasks");
    }

    [Fact]
    public void The_newest_events_are_kept_the_newest_first()
    {
        ClusterEvent[] three = [Slave("a"), Slave("b"), Slave("c")];
        ImmutableArray<ClusterEvent> known = [Slave("0")];

        Assert.Equal(["c", "b", "a", "0"], ClusterEvents.Append(known, three, 9).Select(one => one.Id));
        Assert.Equal(["c", "b"], ClusterEvents.Append(known, three, 2).Select(one => one.Id));
    }

    private static ClusterEvent Slave(string id) => new(AModel.Now, ClusterEventKind.Slave, id, id, "added");
}
