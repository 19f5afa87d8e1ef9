using MesosOrleans.Pages;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.Http;
using Xunit;

namespace MesosOrleans.Tests.Unit.Pages;

public sealed class ClusterModelTests
{
    private static readonly ClusterModel Model = AModel.Of(AClusterView.View);

    [Fact]
    public void Tasks_of_live_and_of_ended_frameworks_stand_together_with_names_and_hosts()
    {
        Assert.Equal(["t/1 hold agent.example", "t/2 hold agent.example", "old bench agent.example"], Model.Tasks.Select(row => $"{row.Task.TaskId} {row.Framework} {row.Host}"));
        Assert.Equal((1, 1, 1, 0), (Model.States[TaskState.Running], Model.States[TaskState.Failed], Model.States[TaskState.Finished], Model.States[TaskState.Lost]));
    }

    [Fact]
    public void Only_registered_slaves_count_and_each_says_how_it_stands()
    {
        Assert.Equal(["S-0 Disconnected 0", "S-1 Connected 1", "S-2 Awaited 0"], Model.Slaves.Select(row => $"{row.Id} {row.State} {row.Tasks}"));
        Assert.Equal(new ResourceBar("cpus", 128_000, 100, 0), Model.Bars[0]);
    }

    [Fact]
    public void Frameworks_that_live_come_before_those_that_have_ended() => Assert.Equal(
        ["hold Active 2 0 1", "bench Completed 0 1 0"], Model.Frameworks.Select(row => $"{row.Info.Name} {row.State} {row.Tasks} {row.Ended} {row.Offers}"));

    [Fact]
    public void A_role_holds_what_its_frameworks_hold_by_its_weight()
    {
        Assert.Equal(["*", "ads"], Model.Roles.Select(role => role.Name));
        // An offer of 1.5 CPUs and 100 MB, and a running task of 0.1 CPU, of 128 CPUs.
        Assert.Equal(1.6 / 128, Model.Roles[0].Share, 9);
        Assert.Equal((0.0, 0.0), (Model.Roles[1].Share, Model.Roles[1].WeightedShare));
    }

    [Fact]
    public void Of_two_tasks_of_one_ID_the_unfinished_one_is_found()
    {
        var model = AModel.With(AClusterView.Task("F", "same", TaskState.Killed), AClusterView.Task("F", "same", TaskState.Running), AClusterView.Task("F", "other", TaskState.Lost));

        Assert.Equal(TaskState.Running, model.Task("F", "same")?.Task.State);
        Assert.Equal(TaskState.Lost, model.Task("F", "other")?.Task.State);
        Assert.Null(model.Task("G", "same"));
    }
}
