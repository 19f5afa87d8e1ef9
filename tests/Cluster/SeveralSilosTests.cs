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
        var ids = await framework.Run("before", Tasks);
        var leader = await cluster.LeaderSeenBy(0);
        foreach (var silo in cluster.Running())
        {
            Assert.Equal(leader, await cluster.LeaderSeenBy(silo));
            var state = await cluster.Get(silo, "/master/state.json");
            Assert.Equal($"master@{cluster.AddressOf(leader)}", (string)state["leader"]!);
            Assert.Equal("***", (string)state["flags"]!["cluster_database"]!);
            Assert.Equal(cluster.Agents.Count, state["slaves"]!.AsArray().Count);
            Assert.Equal(cluster.Agents.Count, (await cluster.Get(silo, "/registrar(1)/registry"))["slaves"]!["slaves"]!.AsArray().Count);
            Assert.Equal(silo == leader ? 1 : 0, (double)(await cluster.Get(silo, "/metrics/snapshot"))["master/elected"]!);
        }

        await cluster.Silos[leader].Kill9();

        await framework.Finish("after");
        await cluster.StartAgent();
        var witness = cluster.Running().First();
        Assert.NotEqual(leader, await cluster.LeaderSeenBy(witness));
        Assert.Equal(cluster.Agents.Count, (await cluster.Get(witness, "/master/state.json"))["slaves"]!.AsArray().Count);
        await cluster.StartSilo(leader);
        Assert.Equal([0, 1, 2], (await cluster.MembersSeenBy(leader)).Order());
        await framework.KillAll(ids);
    }

    [Fact]
    public async Task Tasks_run_and_start_while_the_cluster_database_is_lost_and_its_return_heals()
    {
        var cluster = shared.Cluster;
        await using (var framework = await TestFramework.Subscribe(cluster.Masters))
        {
            var ids = await framework.Run("before", Tasks);

            await cluster.Database.Kill();

            await framework.Finish("meanwhile");
            Assert.Equal([0, 1, 2], cluster.Running());
            Assert.Equal([0, 1, 2], (await cluster.MembersSeenBy(0)).Order());
            await cluster.Database.Restart();
            await framework.KillAll(ids);
        }

        await using var late = await TestFramework.Subscribe(cluster.Masters);
        await late.Finish("later");
        Assert.Equal([0, 1, 2], cluster.Running());
    }

    [Fact, Trait("Invariant", "2 one writer"), Trait("Invariant", "4 no double use")]
    public async Task A_silo_that_sleeps_through_its_death_ends_itself_when_it_wakes_and_harms_nothing()
    {
        var cluster = shared.Cluster;
        await using var framework = await TestFramework.Subscribe(cluster.Masters);
        var ids = await framework.Run("before", Tasks);
        var sleeper = await cluster.LeaderSeenBy(0);
        var witness = cluster.Running().First(silo => silo != sleeper);

        cluster.Silos[sleeper].Signal("STOP");
        await Eventually.Holds("it is declared dead", async () => !(await cluster.MembersSeenBy(witness)).Contains(sleeper));
        cluster.Silos[sleeper].Signal("CONT");

        Assert.Equal(1, await cluster.Silos[sleeper].Exit());
        Assert.Contains("mesos silo: this silo must not go on and ends: I have been told I am dead", cluster.Silos[sleeper].Errors, StringComparison.Ordinal);
        await framework.Finish("after");
        Assert.NotEqual(sleeper, await cluster.LeaderSeenBy(witness));
        await framework.KillAll(ids);
        await cluster.StartSilo(sleeper);
    }

    public sealed class ThreeSilos : IAsyncLifetime
    {
        public TestSilos Cluster { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Cluster = await TestSilos.Start(3, agents: 2, "--slave_ping_timeout=1secs", "--allocation_interval=200ms");

        public ValueTask DisposeAsync() => Cluster.DisposeAsync();
    }
}
