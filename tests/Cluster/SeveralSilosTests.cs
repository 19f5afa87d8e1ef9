using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>Three silos over one cluster database; each test leaves them as it found them.</summary>
public sealed class SeveralSilosTests(SeveralSilosTests.ThreeSilos shared) : IClassFixture<SeveralSilosTests.ThreeSilos>
{
    private const int Tasks = 20;

    [Fact, Trait("Invariant", "1 registry durability"), Trait("Invariant", "5 no lost word")]
    public async Task When_the_silo_that_leads_is_killed_another_leads_and_frameworks_go_on()
    {
        var cluster = shared.Cluster;
        await using var framework = await TestFramework.Subscribe(cluster.Masters);
        var ids = await Run(framework, "before");
        var leader = await cluster.LeaderSeenBy(0);
        foreach (var silo in cluster.Running())
        {
            Assert.Equal(leader, await cluster.LeaderSeenBy(silo));
            Assert.Equal(cluster.Agents.Count, (await cluster.Get(silo, "/master/state.json"))["slaves"]!.AsArray().Count);
            Assert.Equal(silo == leader ? 1 : 0, (double)(await cluster.Get(silo, "/metrics/snapshot"))["master/elected"]!);
        }

        await cluster.Silos[leader].Kill9();

        await Finish(framework, "after");
        await cluster.StartAgent();
        var witness = cluster.Running().First();
        Assert.NotEqual(leader, await cluster.LeaderSeenBy(witness));
        Assert.Equal(cluster.Agents.Count, (await cluster.Get(witness, "/master/state.json"))["slaves"]!.AsArray().Count);
        await cluster.StartSilo(leader);
        Assert.Equal([0, 1, 2], (await cluster.MembersSeenBy(leader)).Order());
        await KillAll(framework, ids);
    }

    [Fact]
    public async Task Tasks_run_and_start_while_the_cluster_database_is_lost_and_its_return_heals()
    {
        var cluster = shared.Cluster;
        await using (var framework = await TestFramework.Subscribe(cluster.Masters))
        {
            var ids = await Run(framework, "before");

            await cluster.Database.Kill();

            await Finish(framework, "meanwhile");
            Assert.Equal([0, 1, 2], cluster.Running());
            Assert.Equal([0, 1, 2], (await cluster.MembersSeenBy(0)).Order());
            await cluster.Database.Restart();
            await KillAll(framework, ids);
        }

        await using var late = await TestFramework.Subscribe(cluster.Masters);
        await Finish(late, "later");
        Assert.Equal([0, 1, 2], cluster.Running());
    }

    [Fact, Trait("Invariant", "2 one writer"), Trait("Invariant", "4 no double use")]
    public async Task A_silo_that_sleeps_through_its_death_ends_itself_when_it_wakes_and_harms_nothing()
    {
        var cluster = shared.Cluster;
        await using var framework = await TestFramework.Subscribe(cluster.Masters);
        var ids = await Run(framework, "before");
        var sleeper = await cluster.LeaderSeenBy(0);
        var witness = cluster.Running().First(silo => silo != sleeper);

        cluster.Silos[sleeper].Signal("STOP");
        await Eventually.Holds("it is declared dead", async () => !(await cluster.MembersSeenBy(witness)).Contains(sleeper));
        cluster.Silos[sleeper].Signal("CONT");

        Assert.Equal(1, await cluster.Silos[sleeper].Exit());
        Assert.Contains("mesos silo: this silo must not go on and ends: I have been told I am dead", cluster.Silos[sleeper].Errors, StringComparison.Ordinal);
        await Finish(framework, "after");
        Assert.NotEqual(sleeper, await cluster.LeaderSeenBy(witness));
        await KillAll(framework, ids);
        await cluster.StartSilo(sleeper);
    }

    /// <summary>Tasks that run until they are killed.</summary>
    private static async Task<string[]> Run(TestFramework framework, string name)
    {
        string[] ids = [.. Enumerable.Range(0, Tasks).Select(i => $"{name}-{i}")];
        await framework.Launch(ids.Select(id => TestFramework.Command(id, "sleep 600")));
        foreach (var id in ids)
        {
            Assert.Equal(TaskState.Running, (await framework.Reaches(id, TaskState.Running)).State);
        }

        return ids;
    }

    /// <summary>Has a task finish. What is launched with an offer of a grain that was lost is lost at once, as in Mesos after a failover, and launched again.</summary>
    private static async Task Finish(TestFramework framework, string name)
    {
        for (var launch = 1; ; launch++)
        {
            var id = $"{name}-{launch}";
            await framework.Launch(TestFramework.Command(id, "true"));
            if ((await framework.Reaches(id, TaskState.Finished)).State == TaskState.Finished)
            {
                return;
            }
        }
    }

    /// <summary>All of them live, can be killed, and end once.</summary>
    private static async Task KillAll(TestFramework framework, string[] ids)
    {
        Assert.All(ids, id => Assert.Empty(framework.EndsOf(id)));
        foreach (var id in ids)
        {
            framework.Scheduler.Kill(new TaskId(id));
        }

        await framework.End(ids);
        Assert.All(ids, id => Assert.Equal([TaskState.Killed], framework.EndsOf(id)));
    }

    public sealed class ThreeSilos : IAsyncLifetime
    {
        public TestSilos Cluster { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Cluster = await TestSilos.Start(3, agents: 2, "--slave_ping_timeout=1secs", "--allocation_interval=200ms");

        public ValueTask DisposeAsync() => Cluster.DisposeAsync();
    }
}
