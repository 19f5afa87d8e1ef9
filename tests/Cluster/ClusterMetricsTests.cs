using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>What two silos say of the cluster that they are.</summary>
public sealed class ClusterMetricsTests
{
    [Fact]
    public async Task Whichever_silo_is_asked_the_numbers_are_those_of_the_cluster_also_after_the_other_is_lost()
    {
        await using var cluster = await TestSilos.Start(2, agents: 3, "--slave_ping_timeout=1secs", "--allocation_interval=200ms");
        await using var framework = await TestFramework.Subscribe(cluster.Masters);
        var ids = await framework.Run("held", 10);
        foreach (var silo in cluster.Running())
        {
            // The other silo's are a second old at most.
            await Eventually.Holds($"silo {silo} knows of all slaves and tasks", async () =>
                await Metric(cluster, silo, "master/slaves_active") == 3 && await Metric(cluster, silo, "master/tasks_running") == 10);
            Assert.Equal(3, await Metric(cluster, silo, "master/slave_registrations"));
            Assert.Equal(24, await Metric(cluster, silo, "master/cpus_total"));
            Assert.Equal(1, await Metric(cluster, silo, "master/frameworks_active"));
            Assert.InRange(await Metric(cluster, silo, "registrar/registry_size_bytes"), 100, 10_000);
            var stats = await cluster.Get(silo, "/master/stats.json");
            Assert.Equal((3, 10, 1), ((double)stats["activated_slaves"]!, (double)stats["active_tasks_gauge"]!, (double)stats["total_schedulers"]!));
        }

        var leader = await cluster.LeaderSeenBy(0);
        Assert.Equal([leader], await Leading(cluster));
        await cluster.Silos[leader].Kill9();
        var left = cluster.Running().Single();

        // While nobody leads each document is there, with what is known.
        foreach (var path in (string[])["/master/state.json", "/master/stats.json", "/master/roles.json", "/master/tasks.json", "/metrics/snapshot", "/registrar(1)/registry"])
        {
            Assert.NotNull(await cluster.Get(left, path));
        }

        await Eventually.Holds("the other leads and knows all slaves and tasks", async () =>
            (await Leading(cluster)).SequenceEqual([left])
            && await Metric(cluster, left, "master/slaves_active") == 3
            && await Metric(cluster, left, "master/tasks_running") == 10);
        var state = await cluster.Get(left, "/master/state.json");
        Assert.Equal(3, state["slaves"]!.AsArray().Count);
        Assert.Equal(10, state["frameworks"]![0]!["tasks"]!.AsArray().Count);
        Assert.Equal($"master@{cluster.AddressOf(left)}", (string)state["leader"]!);
        await framework.KillAll(ids);
    }

    private static async Task<double> Metric(TestSilos cluster, int silo, string name) => (double)(await cluster.Get(silo, "/metrics/snapshot"))[name]!;

    private static async Task<List<int>> Leading(TestSilos cluster)
    {
        var leading = new List<int>();
        foreach (var silo in cluster.Running())
        {
            if (await Metric(cluster, silo, "master/elected") == 1)
            {
                leading.Add(silo);
            }
        }

        return leading;
    }
}
