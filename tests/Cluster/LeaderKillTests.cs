using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>The silo that hosts the registrar is killed again and again, each time with one of the three servers of the log down too, while tasks run, start and end.</summary>
public sealed class LeaderKillTests
{
    private const int Lasting = 20;
    private const int Launched = 10;

    [Fact, Trait("Invariant", "1 registry durability"), Trait("Invariant", "4 no double use"), Trait("Invariant", "5 no lost word")]
    public Task Four_leaders_killed_in_a_row_lose_no_task_end_none_twice_and_use_nothing_twice() => KillInARow(4);

    [Fact, Trait("Category", "Long"), Trait("Invariant", "1 registry durability"), Trait("Invariant", "4 no double use"), Trait("Invariant", "5 no lost word")]
    public Task Twenty_leaders_killed_in_a_row_lose_no_task_end_none_twice_and_use_nothing_twice() => KillInARow(20);

    private static async Task KillInARow(int rounds)
    {
        await using var cluster = await TestSilos.Start(new TestSilosPlan(3, 2, 3, null, "--allocation_interval=200ms"));
        await using var framework = await TestFramework.Subscribe(cluster.Masters);
        var lasting = await framework.Run("lasting", Lasting);
        var underWay = new List<string>();
        for (var round = 0; round < rounds; round++)
        {
            var leader = await cluster.LeaderSeenBy(cluster.Running().First());
            var replica = cluster.Replicas[round % cluster.Replicas.Count];
            await replica.Kill();
            string[] ids = [.. Enumerable.Range(0, Launched).Select(i => $"round-{round}-{i}")];
            underWay.AddRange(ids);
            await framework.Launch(ids.Select((id, i) => TestFramework.Command(id, i % 2 == 0 ? "true" : "sleep 2")));

            await cluster.Silos[leader].Kill9();

            await framework.Finish($"after-{round}");
            if (round % 3 == 0)
            {
                await cluster.StartAgent();
            }

            await cluster.NothingIsUsedTwice();
            await replica.Restart();
            await cluster.StartThoseThatEnded();
        }

        await framework.End(underWay);
        framework.HasLostNothing();
        foreach (var silo in cluster.Running())
        {
            Assert.Equal(cluster.Agents.Count, (await cluster.Get(silo, "/registrar(1)/registry"))["slaves"]!["slaves"]!.AsArray().Count);
        }

        await framework.KillAll(lasting);
    }
}
