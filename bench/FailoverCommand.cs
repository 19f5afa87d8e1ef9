using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using MesosOrleans.Connection;
using MesosOrleans.Flags;
using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Bench;

/// <summary>
/// <c>mesos bench failover</c>: in each round SIGKILL for a silo that hosts the registrar, the allocator, the framework's grain and the grain of at least one slave; the others are moved to the registrar before, and all are checked.
/// </summary>
internal static class FailoverCommand
{
    private const int LongTasks = 200;
    private static readonly TimeSpan RoundMax = TimeSpan.FromMinutes(2);

    public static async Task<JsonObject> Run(FlagValues flags, CancellationToken cancel)
    {
        var rounds = flags.Get(BenchFlags.Rounds);
        var (offers, admissions, detections) = (new Percentiles(), new Percentiles(), new Percentiles());
        var doubleUsed = 0;
        await using var cluster = await FailoverCluster.Start();
        await using var connection = await MasterConnection.Connect(cluster.Masters, cancel: cancel);
        await using var framework = await FailoverFramework.Start(connection, LongTasks, cancel);
        var places = new GrainPlaces(connection.Client, cluster);
        for (var round = 0; round < rounds; round++)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(RoundMax);
            var victim = await places.Of(connection.Client.Registrar());
            var slaves = await Place(connection, places, framework, victim, limit.Token);
            await framework.Runs(Stopwatch.GetTimestamp(), framework.Slaves(), limit.Token);

            var killed = Stopwatch.GetTimestamp();
            cluster.Kill(victim);
            await using var agent = new EmulatedAgent(connection, round, Resources.Parse("cpus:1;mem:64"));
            var (admitted, found) = (After(agent.Registered), After(cluster.Gone(victim, limit.Token)));
            var offered = Stopwatch.GetElapsedTime(killed, await framework.Runs(killed, slaves, limit.Token)).TotalSeconds;
            var admission = Stopwatch.GetElapsedTime(killed, await admitted.WaitAsync(limit.Token)).TotalSeconds;
            var dead = Stopwatch.GetElapsedTime(killed, await found).TotalSeconds;
            detections.Add(dead);
            offers.Add(offered);
            admissions.Add(admission);
            if (flags.Get(BenchFlags.Verbose))
            {
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"round {round + 1}: silo {victim}, {slaves.Count} slaves: found dead {dead:0.000} s, offer {offered:0.000} s, admission {admission:0.000} s, lost {framework.Lost}, refused {framework.Refused}"));
            }

            doubleUsed += await cluster.DoubleUsed(limit.Token);
            await cluster.Restart(victim, limit.Token);
        }

        await framework.Settle(RoundMax, cancel);
        return new JsonObject
        {
            ["bench"] = "failover",
            ["rounds"] = rounds,
            ["offer_again_p50_s"] = offers.At(0.5),
            ["offer_again_max_s"] = offers.At(1),
            ["admit_again_p50_s"] = admissions.At(0.5),
            ["admit_again_max_s"] = admissions.At(1),
            ["found_dead_p50_s"] = detections.At(0.5),
            ["found_dead_max_s"] = detections.At(1),
            ["lost"] = framework.Lost,
            ["conflicting"] = framework.Conflicting,
            ["double_used"] = doubleUsed,
            ["refused_launches"] = framework.Refused,
        };
    }

    /// <summary>Brings the grains to the silo of the registrar and answers which slaves' grains are there.</summary>
    private static async Task<IReadOnlyCollection<SlaveId>> Place(
        MasterConnection connection, GrainPlaces places, FailoverFramework framework, int silo, CancellationToken cancel)
    {
        var grains = connection.Client;
        var slaves = framework.Slaves();
        await places.Move(grains.Allocator(), () => grains.Allocator().Wake(), silo, cancel);
        await places.Move(grains.Framework(framework.Id), () => grains.Framework(framework.Id).Describe(), silo, cancel);
        if ((await places.Those(slaves, silo)).Count == 0)
        {
            await places.Move(grains.Slave(slaves.First()), () => grains.Slave(slaves.First()).Describe(), silo, cancel);
        }

        // All sessions stand again: on each slave a task that was launched now runs.
        var moved = Stopwatch.GetTimestamp();
        foreach (var slave in slaves)
        {
            await framework.Runs(moved, [slave], cancel);
        }

        IGrain[] needed = [grains.Registrar(), grains.Allocator(), grains.Framework(framework.Id)];
        foreach (var grain in needed)
        {
            if (await places.Of(grain) != silo)
            {
                throw new InvalidOperationException($"{grain.GetGrainId()} did not stay on silo {silo}");
            }
        }

        var there = await places.Those(slaves, silo);
        return there.Count > 0 ? there : throw new InvalidOperationException($"no slave's grain stayed on silo {silo}");
    }

    private static async Task<long> After(Task happening)
    {
        await happening;
        return Stopwatch.GetTimestamp();
    }
}
