using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>Agents that are killed and come back to what they left.</summary>
[Trait("Category", "Long")]
public sealed class AgentRecoveryTests
{
    private static readonly FrameworkInfo Checkpointing = new() { Name = "test", Checkpoint = true };

    [Fact, Trait("Invariant", "6 no orphan"), Trait("Invariant", "5 no lost word")]
    public async Task Tasks_outlive_their_agent_and_are_told_of_killed_and_finished_by_the_next_one()
    {
        await using var tasks = new MarkedTasks();
        await using var cluster = await TestCluster.Start(1);
        await using var framework = await TestFramework.Subscribe(cluster.Master, Checkpointing);
        var file = Path.Combine(cluster.Folder, "go");
        await framework.Launch(
            TestFramework.Command("long", tasks.Sleep()),
            TestFramework.Command("waits", $"while [ ! -e {file} ]; do sleep 0.05; done; exit 3; echo {tasks.Mark}"));
        var slave = (await framework.Reaches("long", TaskState.Running)).SlaveId;
        await framework.Reaches("waits", TaskState.Running);
        var before = tasks.Pids;

        await cluster.Agents[0].Kill9();
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await Eventually.Holds("the one that waited has ended without an agent", () => tasks.Pids.Count(before.Contains) == 1);
        await cluster.RestartAgent(0);

        var end = await framework.Reaches("waits", TaskState.Failed);
        Assert.Equal((TaskState.Failed, "Command exited with status 3", slave), (end.State, end.Message, end.SlaveId));
        Assert.Single(tasks.Pids);
        Assert.Empty(framework.EndsOf("long"));
        framework.Scheduler.Kill(new TaskId("long"));
        Assert.Equal(TaskState.Killed, (await framework.Reaches("long", TaskState.Killed)).State);
        Assert.Equal([TaskState.Running, TaskState.Killed], framework.StatusesOf("long").Select(status => status.State));
        Assert.Equal(slave!.Value.Value, (string)(await cluster.Slaves()).Single()!["id"]!);
        Assert.Empty(framework.Events.OfType<SchedulerEvent.SlaveLost>());
        await framework.Launch(TestFramework.Command("next", "true"));
        Assert.Equal(TaskState.Finished, (await framework.Reaches("next", TaskState.Finished)).State);
    }

    [Fact]
    public async Task A_kill_that_is_asked_for_while_the_agent_is_away_is_done_when_it_is_back()
    {
        await using var tasks = new MarkedTasks();
        await using var cluster = await TestCluster.Start(1);
        await using var framework = await TestFramework.Subscribe(cluster.Master, Checkpointing);
        await framework.Launch(TestFramework.Command("t", tasks.Sleep()));
        await framework.Reaches("t", TaskState.Running);

        await cluster.Agents[0].Kill9();
        framework.Scheduler.Kill(new TaskId("t"));
        await cluster.RestartAgent(0);

        Assert.Equal(TaskState.Killed, (await framework.Reaches("t", TaskState.Killed)).State);
        Assert.Empty(tasks.All);
    }

    [Fact, Trait("Invariant", "6 no orphan")]
    public async Task A_framework_that_ends_while_the_agent_is_away_ends_there_too()
    {
        await using var tasks = new MarkedTasks();
        await using var cluster = await TestCluster.Start(1);
        await using (var framework = await TestFramework.Subscribe(cluster.Master, Checkpointing))
        {
            await framework.Launch(TestFramework.Command("t", tasks.Sleep()));
            await framework.Reaches("t", TaskState.Running);
            await cluster.Agents[0].Kill9();
        }

        await cluster.RestartAgent(0);
        await Eventually.Holds("no process of the task is left", () => tasks.All.Count == 0);
        await Eventually.Holds("no checkpoint of the framework is left", () =>
            !Directory.EnumerateFiles(Path.Combine(cluster.Folder, "agent-0/meta"), "framework.info", SearchOption.AllDirectories).Any());
    }

    [Fact]
    public async Task Tasks_of_a_framework_that_does_not_checkpoint_end_with_the_agent_leave_no_checkpoint_and_are_lost()
    {
        await using var tasks = new MarkedTasks();
        await using var cluster = await TestCluster.Start(1);
        await using var framework = await TestFramework.Subscribe(cluster.Master);
        await framework.Launch(TestFramework.Command("t", tasks.Sleep()));
        await framework.Reaches("t", TaskState.Running);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(cluster.Folder, "agent-0/meta"), "framework.info", SearchOption.AllDirectories));

        await cluster.Agents[0].Kill9();
        await Eventually.Holds("no process of the task is left", () => tasks.All.Count == 0);
        await cluster.RestartAgent(0);

        Assert.Equal(TaskState.Lost, (await framework.Reaches("t", TaskState.Lost)).State);
        Assert.Single(await cluster.Slaves());
    }

    [Fact]
    public async Task An_agent_that_is_stopped_as_asked_leaves_its_tasks_to_the_next_one()
    {
        await using var tasks = new MarkedTasks();
        await using var cluster = await TestCluster.Start(1);
        await using var framework = await TestFramework.Subscribe(cluster.Master, Checkpointing);
        await framework.Launch(TestFramework.Command("t", tasks.Sleep()));
        await framework.Reaches("t", TaskState.Running);
        var before = tasks.Pids;

        cluster.Agents[0].Signal("TERM");
        Assert.Equal(0, await cluster.Agents[0].Exit());
        Assert.Equal(before, tasks.Pids);
        await cluster.RestartAgent(0);

        framework.Scheduler.Kill(new TaskId("t"));
        Assert.Equal([TaskState.Running, (await framework.Reaches("t", TaskState.Killed)).State], framework.StatusesOf("t").Select(status => status.State));
    }

    [Fact]
    public async Task A_clean_up_ends_everything_then_the_agent_and_the_next_start_is_a_new_slave()
    {
        await using var tasks = new MarkedTasks();
        await using var cluster = await TestCluster.Start(1, "--slave_ping_timeout=1secs", "--max_slave_ping_timeouts=3");
        await using var framework = await TestFramework.Subscribe(cluster.Master, Checkpointing);
        await framework.Launch(TestFramework.Command("t", tasks.Sleep()));
        var slave = (await framework.Reaches("t", TaskState.Running)).SlaveId;

        await cluster.Agents[0].Kill9();
        await using var cleaning = cluster.StartAgentUnawaited(Path.Combine(cluster.Folder, "agent-0"), "--recover=cleanup");
        Assert.Equal(0, await cleaning.Exit());
        Assert.Empty(tasks.All);
        await cluster.RestartAgent(0);

        Assert.Equal(TaskState.Lost, (await framework.Reaches("t", TaskState.Lost)).State);
        await Eventually.Holds("only the new slave is left", async () =>
            (await cluster.Slaves()) is [{ } only] && (string)only["id"]! != slave!.Value.Value);
    }

    [Fact]
    public async Task A_start_with_other_resources_is_refused_with_the_difference_and_the_tasks_go_on()
    {
        await using var tasks = new MarkedTasks();
        await using var cluster = await TestCluster.Start(1);
        await using var framework = await TestFramework.Subscribe(cluster.Master, Checkpointing);
        await framework.Launch(TestFramework.Command("t", tasks.Sleep()));
        await framework.Reaches("t", TaskState.Running);
        await cluster.Agents[0].Kill9();

        await using var other = cluster.StartAgentUnawaited(Path.Combine(cluster.Folder, "agent-0"), "--attributes=rack:r9");
        Assert.Equal(1, await other.Exit());
        Assert.Contains("its attributes were '' and are 'rack:r9'", other.Errors, StringComparison.Ordinal);
        Assert.Single(tasks.Pids);
        await cluster.RestartAgent(0);
        framework.Scheduler.Kill(new TaskId("t"));
        Assert.Equal(TaskState.Killed, (await framework.Reaches("t", TaskState.Killed)).State);
    }

    [Fact]
    public async Task After_another_boot_of_the_machine_it_is_a_new_slave_and_the_former_ones_directories_are_collected()
    {
        await using var tasks = new MarkedTasks();
        await using var cluster = await TestCluster.Start(1, "--slave_ping_timeout=1secs", "--max_slave_ping_timeouts=3");
        await using var framework = await TestFramework.Subscribe(cluster.Master, Checkpointing);
        await framework.Launch(TestFramework.Command("t", tasks.Sleep()));
        var slave = (await framework.Reaches("t", TaskState.Running)).SlaveId;
        await cluster.Agents[0].Kill9();
        await File.WriteAllTextAsync(Path.Combine(cluster.Folder, "agent-0/meta/boot_id"), "another", TestContext.Current.CancellationToken);
        var directory = Path.Combine(cluster.Folder, "agent-0/slaves", slave!.Value.Value);
        Assert.True(Directory.Exists(directory));

        await cluster.RestartAgent(0, "--gc_delay=1secs");

        Assert.Equal(TaskState.Lost, (await framework.Reaches("t", TaskState.Lost)).State);
        Assert.Empty(tasks.All);
        Assert.Contains(await cluster.Slaves(), found => (string)found!["id"]! != slave.Value.Value);
        await Eventually.Holds("the former slave's directories are collected", () => !Directory.Exists(directory));
    }

    [Fact]
    public async Task A_checkpoint_that_cannot_be_read_stops_a_strict_start_and_another_one_ends_what_it_stood_for()
    {
        await using var tasks = new MarkedTasks();
        await using var cluster = await TestCluster.Start(1);
        await using var framework = await TestFramework.Subscribe(cluster.Master, Checkpointing);
        await framework.Launch(TestFramework.Command("bad", tasks.Sleep()), TestFramework.Command("good", tasks.Sleep()));
        await framework.Reaches("bad", TaskState.Running);
        await framework.Reaches("good", TaskState.Running);
        await cluster.Agents[0].Kill9();
        var work = Path.Combine(cluster.Folder, "agent-0");
        var torn = Directory.EnumerateFiles(Path.Combine(work, "meta"), "executor.info", SearchOption.AllDirectories)
            .Single(file => file.Contains("/bad/", StringComparison.Ordinal) && !file.Contains("/latest/", StringComparison.Ordinal));
        await File.WriteAllTextAsync(torn, "foreign", TestContext.Current.CancellationToken);

        await using var strict = cluster.StartAgentUnawaited(work);
        Assert.Equal(1, await strict.Exit());
        Assert.Contains(torn, strict.Errors, StringComparison.Ordinal);
        await using var lenient = cluster.StartAgentUnawaited(work, "--strict=false");
        await lenient.Line("agent ready: ");

        Assert.Equal(TaskState.Lost, (await framework.Reaches("bad", TaskState.Lost)).State);
        Assert.Single(tasks.Pids);
        framework.Scheduler.Kill(new TaskId("good"));
        Assert.Equal(TaskState.Killed, (await framework.Reaches("good", TaskState.Killed)).State);
    }

    [Fact, Trait("Invariant", "3 no rogue slaves")]
    public async Task A_slave_that_was_removed_while_its_agent_was_away_is_shut_down_with_its_tasks_and_starts_anew_after_that()
    {
        await using var tasks = new MarkedTasks();
        await using var cluster = await TestCluster.Start(1, "--slave_ping_timeout=700ms", "--max_slave_ping_timeouts=3");
        await using var framework = await TestFramework.Subscribe(cluster.Master, Checkpointing);
        await framework.Launch(TestFramework.Command("t", tasks.Sleep()));
        await framework.Reaches("t", TaskState.Running);
        await cluster.Agents[0].Kill9();
        Assert.Equal(TaskState.Lost, (await framework.Reaches("t", TaskState.Lost)).State);

        await using var rogue = cluster.StartAgentUnawaited(Path.Combine(cluster.Folder, "agent-0"));
        Assert.Equal(1, await rogue.Exit());
        Assert.Contains("removed", rogue.Output, StringComparison.Ordinal);
        Assert.Empty(tasks.All);
        await cluster.RestartAgent(0);
        await framework.Launch(TestFramework.Command("anew", "true"));
        Assert.Equal(TaskState.Finished, (await framework.Reaches("anew", TaskState.Finished)).State);
    }
}
