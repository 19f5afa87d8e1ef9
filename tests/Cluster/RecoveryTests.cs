using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>What becomes of admitted slaves when the masters come back: among them the two scenarios of the announcement of Mesos 0.19.</summary>
public sealed class RecoveryTests
{
    [Theory, InlineData(false), InlineData(true)]
    [Trait("Invariant", "1 registry durability"), Trait("Invariant", "5 no lost word")]
    public async Task A_slave_that_fails_while_the_masters_are_down_is_removed_and_its_frameworks_are_told(bool strict)
    {
        await using var cluster = await Start(2, strict, "--slave_reregister_timeout=3secs");
        await using var framework = await TestFramework.Subscribe(cluster.Master);
        var (failing, staying) = (await Run(framework, "failing", "cpus:8;mem:64"), await Run(framework, "staying", "cpus:8;mem:64"));
        Assert.NotEqual(failing.SlaveId, staying.SlaveId);
        var agent = await AgentOf(cluster, failing.SlaveId!.Value);

        await cluster.Silo.Kill9();
        await agent.Kill9();
        await cluster.StartSilo();

        await framework.Sees<SchedulerEvent.SlaveLost>(lost => lost.SlaveId == failing.SlaveId);
        Assert.Equal(TaskState.Lost, (await framework.Reaches("failing", TaskState.Lost)).State);
        Assert.Equal(1, await cluster.Metric("master/recovery_slave_removals"));
        Assert.Equal(1, await cluster.Metric("master/slave_removals"));
        Assert.Equal([staying.SlaveId!.Value.Value], (await cluster.Slaves()).Select(slave => (string)slave!["id"]!));
        Assert.Empty(framework.EndsOf("staying"));
        Assert.Single(framework.Events.OfType<SchedulerEvent.SlaveLost>());
    }

    [Theory, InlineData(false), InlineData(true)]
    [Trait("Invariant", "3 no rogue slaves")]
    public async Task A_rogue_slave_that_comes_back_with_its_tasks_after_its_removal_is_shut_down_with_them(bool strict)
    {
        await using var cluster = await Start(1, strict, "--slave_reregister_timeout=2secs");
        await using var framework = await TestFramework.Subscribe(cluster.Master);
        var mark = TaskProcesses.Mark();
        await framework.Launch(TestFramework.Command("rogue", $"sleep 600; echo {mark}"));
        await framework.Reaches("rogue", TaskState.Running);

        // It is away while the masters fail and come back, and longer than they wait.
        cluster.Agents[0].Signal("STOP");
        await cluster.Silo.Kill9();
        await cluster.StartSilo();
        Assert.Equal(TaskState.Lost, (await framework.Reaches("rogue", TaskState.Lost)).State);

        // Also a master that has not removed it itself knows.
        await cluster.Silo.Kill9();
        await cluster.StartSilo();
        Assert.NotEmpty(TaskProcesses.With(mark));
        cluster.Agents[0].Signal("CONT");

        Assert.Equal(1, await cluster.Agents[0].Exit());
        Assert.Contains("removed", cluster.Agents[0].Output, StringComparison.Ordinal);
        await Eventually.Holds("no process of the task is left", () => TaskProcesses.With(mark).Count == 0);
        Assert.Equal([TaskState.Lost], framework.EndsOf("rogue"));
        Assert.Empty(await cluster.Slaves());
    }

    [Fact]
    public async Task Slaves_that_come_back_in_time_are_kept_when_the_time_is_over()
    {
        await using var cluster = await Start(1, false, "--slave_reregister_timeout=15secs");
        await using var framework = await TestFramework.Subscribe(cluster.Master);
        await Run(framework, "ended", "cpus:1;mem:64");
        var kept = (string)(await cluster.Slaves()).Single()!["id"]!;
        await cluster.StartAgent();
        await cluster.Silo.Kill9();
        await Task.WhenAll(cluster.Agents.Select(agent => agent.Kill9()));
        await cluster.StartSilo();

        // Of two slaves one returns, as who it was; that the other is removed is the sign that the time is over.
        await cluster.RestartAgent(0);
        await cluster.Silo.Says("did not come back in time");

        Assert.Equal(TaskState.Lost, (await framework.Reaches("ended", TaskState.Lost)).State);
        await Eventually.Holds("only the one that returned is left", async () =>
            (await cluster.Slaves()).Select(slave => (string)slave!["id"]!).SequenceEqual([kept]));
        Assert.Equal(1, await cluster.Metric("master/slaves_active"));
    }

    [Fact]
    public async Task When_more_stay_away_than_the_limit_allows_the_silo_ends_before_it_removes_any()
    {
        await using var cluster = await Start(2, false, "--slave_reregister_timeout=2secs", "--recovery_slave_removal_limit=50%");
        await cluster.Silo.Kill9();
        await Task.WhenAll(cluster.Agents.Select(agent => agent.Kill9()));

        for (var start = 0; start < 2; start++)
        {
            await cluster.StartSilo();
            await cluster.Silo.Says("has recovered 2 slaves");
            Assert.Equal(1, await cluster.Silo.Exit());
            Assert.Contains("2 of 2 slaves of the registry did not come back within --slave_reregister_timeout", cluster.Silo.Errors, StringComparison.Ordinal);
            Assert.Contains("--recovery_slave_removal_limit=50%", cluster.Silo.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("Removing slave", cluster.Silo.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_share_that_is_just_the_limit_is_removed()
    {
        await using var cluster = await Start(2, false, "--slave_reregister_timeout=2secs", "--recovery_slave_removal_limit=50%");
        await cluster.Silo.Kill9();
        await cluster.Agents[0].Kill9();

        await cluster.StartSilo();

        await cluster.Silo.Says(" is removed");
        Assert.Single(await cluster.Slaves());
        Assert.Equal(1, await cluster.Metric("master/slave_removals"));
        Assert.False(cluster.Silo.HasExited);
    }

    private static Task<TestCluster> Start(int agents, bool strict, params string[] flags) =>
        TestCluster.Start(agents, ["--slave_ping_timeout=1secs", $"--registry_strict={(strict ? "true" : "false")}", .. flags]);

    private static async Task<TaskStatus> Run(TestFramework framework, string task, string resources)
    {
        await framework.Launch(TestFramework.Command(task, "sleep 600", resources));
        return await framework.Reaches(task, TaskState.Running);
    }

    private static async Task<TestProgram> AgentOf(TestCluster cluster, SlaveId slave)
    {
        var pid = (string)(await cluster.Slaves()).Single(known => (string)known!["id"]! == slave.Value)!["pid"]!;
        var port = pid[pid.LastIndexOf(':')..];
        return cluster.Agents.Single(agent => agent.Printed.Contains(port, StringComparison.Ordinal));
    }
}
