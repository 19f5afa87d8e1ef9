using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Scheduling;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

[Collection(SharedClusterCollection.Name)]
public sealed class FailoverTests(SharedCluster shared)
{
    private TestCluster Cluster => shared.Cluster;

    [Fact]
    public async Task Another_scheduler_takes_a_framework_over_by_its_ID()
    {
        var info = new FrameworkInfo { Name = "failover", FailoverTimeout = 60 };
        await using var former = await TestFramework.Subscribe(Cluster.Master, info);
        await former.Launch(TestFramework.Command("kept", "sleep 600"));
        await former.Reaches("kept", TaskState.Running);

        await using var next = await TestFramework.Subscribe(
            Cluster.Master, info with { Id = former.Scheduler.FrameworkId }, new SchedulerOptions { TeardownOnDispose = true });

        var error = await former.Sees<SchedulerEvent.Error>();
        Assert.Equal("Framework failed over", error.Message);
        next.Scheduler.Kill(new TaskId("kept"));
        Assert.Equal(TaskState.Killed, (await next.Reaches("kept", TaskState.Killed)).State);
    }

    [Fact, Trait("Invariant", "5 no lost word")]
    public async Task What_a_scheduler_did_not_acknowledge_is_told_to_the_next()
    {
        var info = new FrameworkInfo { Name = "failover", FailoverTimeout = 60 };
        await using var former = await TestFramework.Subscribe(Cluster.Master, info, new SchedulerOptions { AutoAcknowledge = false });
        await former.Launch(TestFramework.Command("short", "true"));
        var first = await former.Sees<SchedulerEvent.TaskUpdated>();
        Assert.Equal(TaskState.Running, first.Update.Status.State);

        await using var next = await TestFramework.Subscribe(
            Cluster.Master, info with { Id = former.Scheduler.FrameworkId }, new SchedulerOptions { TeardownOnDispose = true });

        await next.Reaches("short", TaskState.Finished);
        Assert.Equal([TaskState.Running, TaskState.Finished], next.StatusesOf("short").Select(status => status.State));
        Assert.Equal(first.Update.Uuid, next.Events.OfType<SchedulerEvent.TaskUpdated>().First().Update.Uuid);
    }

    [Fact]
    public async Task Reconciliation_tells_the_state_of_tasks_and_that_unknown_ones_are_lost()
    {
        await using var framework = await TestFramework.Subscribe(Cluster.Master);
        await framework.Launch(TestFramework.Command("known", "sleep 600"));
        var running = await framework.Reaches("known", TaskState.Running);
        var held = await framework.Offer();

        for (var asked = 1; asked <= 2; asked++)
        {
            framework.Scheduler.Reconcile(running, running with { TaskId = new TaskId("unknown") });
            await framework.Until($"answers to question {asked}", () =>
                Answers("known", TaskState.Running) == asked && Answers("unknown", TaskState.Lost) == asked);
        }

        // To ask about tasks costs no offer.
        framework.Scheduler.Accept(held, [TestFramework.Command("later", "true") with { SlaveId = held.SlaveId }]);
        Assert.Equal(TaskState.Finished, (await framework.Reaches("later", TaskState.Finished)).State);

        int Answers(string task, TaskState state) => framework.Events.OfType<SchedulerEvent.TaskUpdated>().Count(told =>
            told.Update.Status is { IsReconciliation: true } status && status.TaskId.Value == task && status.State == state);
    }
}
