using System.Diagnostics;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>Silos that stand still for a while. The length of the pause is what is tested here; nothing waits for anything by it.</summary>
[Trait("Category", "Long")]
public sealed class PauseTests
{
    private const int Pauses = 5;
    private const int Lasting = 20;
    private static readonly TimeSpan Harmless = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task A_leader_that_pauses_for_two_seconds_again_and_again_stays_a_member_and_leads()
    {
        await using var cluster = await TestSilos.Start(3, agents: 1, "--allocation_interval=200ms");
        await using var framework = await TestFramework.Subscribe(cluster.Masters);
        var ids = await framework.Run("before", Lasting);
        var leader = await cluster.LeaderSeenBy(0);
        var witness = cluster.Running().First(silo => silo != leader);
        for (var pause = 0; pause < Pauses; pause++)
        {
            await Pause(cluster.Silos[leader], Harmless);
            await framework.Finish($"after-{pause}");
        }

        Assert.Equal([0, 1, 2], cluster.Running());
        Assert.Equal([0, 1, 2], (await cluster.MembersSeenBy(witness)).Order());
        Assert.Equal(leader, await cluster.LeaderSeenBy(witness));
        await framework.KillAll(ids);
        framework.HasLostNothing();
    }

    [Fact, Trait("Invariant", "2 one writer"), Trait("Invariant", "4 no double use")]
    public async Task A_leader_that_returns_after_a_minute_harms_nothing_and_ends()
    {
        await using var cluster = await TestSilos.Start(new TestSilosPlan(3, 2, 3, null, "--allocation_interval=200ms"));
        await using var framework = await TestFramework.Subscribe(cluster.Masters);
        var ids = await framework.Run("before", Lasting);
        var sleeper = await cluster.LeaderSeenBy(0);

        var sleep = Pause(cluster.Silos[sleeper], TimeSpan.FromMinutes(1));
        await framework.Finish("meanwhile");
        await cluster.StartAgent();
        await sleep;

        Assert.Equal(1, await cluster.Silos[sleeper].Exit());
        await framework.Finish("after");
        await cluster.NothingIsUsedTwice();
        await framework.KillAll(ids);
        framework.HasLostNothing();
        await cluster.StartSilo(sleeper);
        Assert.Equal(3, (await cluster.Get(sleeper, "/registrar(1)/registry"))["slaves"]!["slaves"]!.AsArray().Count);
    }

    /// <summary>SIGSTOP, and SIGCONT when so much time has passed. On a machine that is too busy to end the pause in time, it says so.</summary>
    private static async Task Pause(TestProgram silo, TimeSpan length)
    {
        var begin = Stopwatch.GetTimestamp();
        silo.Signal("STOP");
        await Task.Delay(length);
        silo.Signal("CONT");
        var passed = Stopwatch.GetElapsedTime(begin);
        Assert.True(length != Harmless || passed < Harmless + Tolerance, $"this machine is too busy: a pause of {length} took {passed}");
    }
}
