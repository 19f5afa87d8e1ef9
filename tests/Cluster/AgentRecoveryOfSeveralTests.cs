using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Scheduling;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>Agents that come back when others have come, gone or changed meanwhile.</summary>
[Trait("Category", "Long")]
public sealed class AgentRecoveryOfSeveralTests
{
    private static readonly FrameworkInfo Checkpointing = new() { Name = "test", Checkpoint = true, FailoverTimeout = 60 };

    [Fact, Trait("Invariant", "5 no lost word")]
    public async Task Tasks_of_two_frameworks_outlive_their_agent_and_both_can_be_killed_one_by_another_scheduler()
    {
        await using var tasks = new MarkedTasks();
        await using var cluster = await TestCluster.Start(1, "--allocation_interval=200ms");
        await using var former = await TestFramework.Subscribe(cluster.Master, Checkpointing);
        await former.Launch(TestFramework.Command("first", tasks.Sleep()));
        await former.Reaches("first", TaskState.Running);
        former.Scheduler.Decline(await former.Offer(), new Filters { RefuseSeconds = 3600 });
        await using var other = await TestFramework.Subscribe(cluster.Master, Checkpointing);
        await other.Launch(TestFramework.Command("second", tasks.Sleep()));
        await other.Reaches("second", TaskState.Running);

        await cluster.Agents[0].Kill9();
        await using var next = await TestFramework.Subscribe(
            cluster.Master, Checkpointing with { Id = former.Scheduler.FrameworkId }, new SchedulerOptions { TeardownOnDispose = true });
        await former.Sees<SchedulerEvent.Error>();
        await cluster.RestartAgent(0);
        Assert.Equal(2, tasks.Pids.Count);

        next.Scheduler.Kill(new TaskId("first"));
        Assert.Equal(TaskState.Killed, (await next.Reaches("first", TaskState.Killed)).State);
        Assert.Single(tasks.Pids);
        other.Scheduler.Kill(new TaskId("second"));
        Assert.Equal(TaskState.Killed, (await other.Reaches("second", TaskState.Killed)).State);
        Assert.Empty(tasks.Pids);
    }

    [Fact, Trait("Invariant", "5 no lost word")]
    public async Task A_task_can_be_killed_when_the_silo_changed_while_its_agent_was_away()
    {
        await using var tasks = new MarkedTasks();
        await using var cluster = await TestCluster.Start(1);
        await using var framework = await TestFramework.Subscribe(cluster.Master, Checkpointing);
        await framework.Launch(TestFramework.Command("t", tasks.Sleep()));
        await framework.Reaches("t", TaskState.Running);

        await cluster.Agents[0].Kill9();
        await cluster.Silo.Kill9();
        await cluster.StartSilo();
        await framework.Sees<SchedulerEvent.Subscribed>(subscribed => subscribed.Again);
        await cluster.RestartAgent(0);
        framework.Scheduler.Kill(new TaskId("t"));

        Assert.Equal(TaskState.Killed, (await framework.Reaches("t", TaskState.Killed)).State);
        Assert.Equal([TaskState.Running, TaskState.Killed], framework.StatusesOf("t").Select(status => status.State));
        Assert.Empty(tasks.Pids);
    }

    [Fact]
    public async Task The_next_agent_tells_that_a_task_failed_which_ended_after_the_recovery_timeout()
    {
        await using var tasks = new MarkedTasks();
        await using var cluster = await TestCluster.Start(0);
        await cluster.StartAgent("--recovery_timeout=1secs");
        await using var framework = await TestFramework.Subscribe(cluster.Master, Checkpointing);
        await framework.Launch(TestFramework.Command("t", tasks.Sleep()));
        await framework.Reaches("t", TaskState.Running);

        await cluster.Agents[0].Kill9();
        await Eventually.Holds("no process of the task is left", () => tasks.All.Count == 0);
        await cluster.RestartAgent(0);

        var end = await framework.Reaches("t", TaskState.Failed);
        Assert.Equal((TaskState.Failed, "Command terminated with signal Terminated"), (end.State, end.Message));
    }
}
