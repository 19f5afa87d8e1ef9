using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

public sealed class AgentLossTests
{
    [Fact, Trait("Invariant", "5 no lost word"), Trait("Invariant", "6 no orphan")]
    public async Task A_killed_agents_tasks_end_at_once_and_are_lost_when_its_slave_is_removed()
    {
        const int Tasks = 50;
        await using var cluster = await TestCluster.Start(1, "--slave_ping_timeout=1secs", "--max_slave_ping_timeouts=3");
        await using var framework = await TestFramework.Subscribe(cluster.Master);
        var mark = TaskProcesses.Mark();
        string[] ids = [.. Enumerable.Range(0, Tasks).Select(i => $"t{i}")];
        await framework.Launch(ids.Select(id => TestFramework.Command(id, $"sleep 600; echo {mark}")));
        foreach (var id in ids)
        {
            Assert.Equal(TaskState.Running, (await framework.Reaches(id, TaskState.Running)).State);
        }

        Assert.True(TaskProcesses.With(mark).Count >= Tasks);

        await cluster.Agents[0].Kill9();

        await Eventually.Holds("no process of the tasks is left", () => TaskProcesses.With(mark).Count == 0);
        await Eventually.Holds("the slave is disconnected or removed already", async () =>
            await cluster.Metric("master/slaves_inactive") + await cluster.Metric("master/slave_removals") > 0);
        await framework.Sees<SchedulerEvent.SlaveLost>();
        await framework.End(ids);
        Assert.All(ids, id => Assert.Equal([TaskState.Lost], framework.EndsOf(id)));
        await Eventually.Holds("the slave is gone from the state", async () => (await cluster.Slaves()).Count == 0);
    }

    [Fact]
    public async Task An_offer_is_rescinded_when_its_agent_goes_and_an_agent_on_its_directory_is_offered_anew()
    {
        await using var cluster = await TestCluster.Start(1, "--slave_ping_timeout=1secs", "--max_slave_ping_timeouts=3");
        await using var framework = await TestFramework.Subscribe(cluster.Master);
        var offer = await framework.Offer();

        await cluster.Agents[0].Kill9();

        await framework.Sees<SchedulerEvent.OfferRescinded>(rescinded => rescinded.OfferId == offer.Id);
        framework.Scheduler.Accept(offer, [TestFramework.Command("late", "true") with { SlaveId = offer.SlaveId }]);
        Assert.Equal(TaskState.Lost, (await framework.Reaches("late", TaskState.Lost)).State);
        await framework.Sees<SchedulerEvent.SlaveLost>();

        // What its directory remembers was removed: it ends, and registers anew when it is started again.
        await using (var removed = cluster.StartAgentUnawaited(Path.Combine(cluster.Folder, "agent-0")))
        {
            Assert.Equal(1, await removed.Exit());
            Assert.Contains("The masters shut this slave down", removed.Output, StringComparison.Ordinal);
        }

        await cluster.RestartAgent(0);
        await framework.Launch(TestFramework.Command("anew", "true"));
        Assert.Equal(TaskState.Finished, (await framework.Reaches("anew", TaskState.Finished)).State);
    }

    [Fact, Trait("Invariant", "1 registry durability")]
    public async Task When_everything_dies_at_once_what_does_not_return_is_removed_though_no_client_calls()
    {
        await using var cluster = await TestCluster.Start(1, "--slave_ping_timeout=1secs", "--slave_reregister_timeout=2secs");
        var mark = TaskProcesses.Mark();
        await using var client = TestProgram.Start(
            "Cli", "execute", $"--master={cluster.Master}", "--name=x", $"--command=sleep 600; echo {mark}");
        await Eventually.Holds("the task runs beside the command that started it", () => TaskProcesses.With(mark).Count >= 2);
        await Task.WhenAll(cluster.Silo.Kill9(), cluster.Agents[0].Kill9(), client.Kill9());

        await cluster.StartSilo();

        // The log speaks by itself; a question over HTTP would be a client.
        await cluster.Silo.Says("has recovered 1 slaves");
        await cluster.Silo.Says(" is removed");
        await cluster.Silo.Says(" ends: ");
        Assert.Equal(1, await cluster.Metric("master/slave_removals"));
        Assert.Empty(await cluster.Slaves());
        Assert.Empty((await cluster.Get("/master/state.json"))["frameworks"]!.AsArray());
        await Eventually.Holds("no process of the task is left", () => TaskProcesses.With(mark).Count == 0);
    }

    [Fact, Trait("Invariant", "1 registry durability"), Trait("Invariant", "3 no rogue slaves")]
    public async Task A_removed_slave_stays_removed_over_a_restart_of_the_silo()
    {
        await using var cluster = await TestCluster.Start(1, "--slave_ping_timeout=700ms", "--max_slave_ping_timeouts=3");
        cluster.Agents[0].Signal("STOP");
        await cluster.Silo.Says(" is removed");
        await cluster.Silo.Kill9();
        await cluster.StartSilo();

        cluster.Agents[0].Signal("CONT");

        Assert.Equal(1, await cluster.Agents[0].Exit());
        Assert.Contains("removed", cluster.Agents[0].Output, StringComparison.Ordinal);
        Assert.Empty(await cluster.Slaves());
    }

    [Fact, Trait("Invariant", "3 no rogue slaves")]
    public async Task An_agent_whose_slave_was_removed_while_it_slept_is_told_to_shut_down_and_its_tasks_end()
    {
        await using var cluster = await TestCluster.Start(1, "--slave_ping_timeout=700ms", "--max_slave_ping_timeouts=3");
        await using var framework = await TestFramework.Subscribe(cluster.Master);
        var mark = TaskProcesses.Mark();
        await framework.Launch(TestFramework.Command("sleeper", $"sleep 600; echo {mark}"));
        await framework.Reaches("sleeper", TaskState.Running);

        cluster.Agents[0].Signal("STOP");
        Assert.Equal(TaskState.Lost, (await framework.Reaches("sleeper", TaskState.Lost)).State);
        cluster.Agents[0].Signal("CONT");

        Assert.Equal(1, await cluster.Agents[0].Exit());
        await Eventually.Holds("no process of the task is left", () => TaskProcesses.With(mark).Count == 0);
        Assert.Contains("removed", cluster.Agents[0].Output, StringComparison.Ordinal);
    }
}
