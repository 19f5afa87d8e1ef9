using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using MesosOrleans.Connection;
using MesosOrleans.Flags;
using MesosOrleans.Values;

namespace MesosOrleans.Bench;

/// <summary>Chooses the bench. Each starts what it measures by itself; its last line on standard output is one JSON object.</summary>
internal static class BenchCommand
{
    private static readonly Resources PerAgent = Resources.Parse("cpus:10000;mem:1000000;disk:1000000");

    private static readonly IReadOnlyDictionary<string, (FlagSet Flags, Func<FlagValues, CancellationToken, Task<JsonObject>> Run)> Benches =
        new Dictionary<string, (FlagSet, Func<FlagValues, CancellationToken, Task<JsonObject>>)>
        {
            ["tasks"] = (BenchFlags.Tasks, Tasks),
            ["slaves"] = (BenchFlags.Slaves, Slaves),
            ["offers"] = (BenchFlags.Offers, Offers),
            ["allocator"] = (BenchFlags.Allocator, AllocatorBench.Run),
            ["registrar"] = (BenchFlags.Registrar, RegistrarCommand.Run),
            ["failover"] = (BenchFlags.Failover, FailoverCommand.Run),
            ["examples"] = (BenchFlags.Examples, ExamplesCommand.Run),
            ["agent-restart"] = (BenchFlags.AgentRestart, AgentRestartCommand.Run),
            ["state"] = (BenchFlags.State, StateBench.Run),
            ["spawn"] = (BenchFlags.Spawn, Spawn),
            ["isolation"] = (BenchFlags.Isolation, IsolationBench.Run),
            ["idle"] = (BenchFlags.Idle, IdleBench.Run),
            ["containers"] = (BenchFlags.Containers, ContainersBench.Run),
        };

    public static async Task<int> Run(string[] args)
    {
        if (args is ["--help" or "-h", ..])
        {
            Console.Write(Overview());
            return 0;
        }

        if (args.Length == 0 || !Benches.TryGetValue(args[0], out var bench))
        {
            var near = args.Length > 0 && NearestName.Find(args[0], Benches.Keys) is { } name ? $"; did you mean {name}?" : "";
            return ProgramFlags.Refuse("mesos bench", $"name one of {string.Join(", ", Benches.Keys)}{near}");
        }

        if (!ProgramFlags.Read(bench.Flags, args[1..], out var flags, out var exitCode))
        {
            return exitCode;
        }

        // All of them end what the bench has started: a silo must not outlive it.
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        try
        {
            var figures = await bench.Run(flags, stop.Token);
            Console.WriteLine(figures.ToJsonString(new JsonSerializerOptions { WriteIndented = false }));
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 130;
        }
    }

    private static string Overview() =>
        "Usage: mesos bench NAME [flags]\n\n"
        + string.Concat(Benches.Select(bench => $"  {bench.Key,-10}{bench.Value.Flags.Summary}\n"))
        + "\nEach starts what it measures by itself; its last line on standard output is one JSON object.\n"
        + "'mesos bench NAME --help' lists the flags of one.\n";

    private static async Task<JsonObject> Tasks(FlagValues flags, CancellationToken cancel)
    {
        var (count, agents, command) = (flags.Get(BenchFlags.TaskCount), flags.Get(BenchFlags.Agents), flags.Get(BenchFlags.Kind) == "command");
        // Half of the baseline before and half after, since other work of the machine comes and goes.
        var before = command ? await SpawnBench.Run((count + 1) / 2) : null;
        using var security = new BenchSecurity(flags.Get(BenchFlags.Secure));
        await using var silo = await BenchProgram.Silo(security.SiloFlags);
        await using var connection = await MasterConnection.Connect(silo.Master, new MasterConnectionOptions { Credential = security.Credential }, cancel);
        await using var cluster = command
            ? await BenchAgents.Real(silo.Master, agents, PerAgent, flags.Get(IsolationFlags.Isolation), cancel, security)
            : await BenchAgents.Emulated(silo.Master, agents, PerAgent, cancel, security);

        var warm = await new TasksBench(connection, Math.Min(count, 500), flags.Get(BenchFlags.InFlight), null).Run(cancel);
        var result = await new TasksBench(connection, count, flags.Get(BenchFlags.InFlight), (double?)flags.Get(BenchFlags.Rate)).Run(cancel);
        var figures = new JsonObject
        {
            ["bench"] = "tasks",
            ["secure"] = flags.Get(BenchFlags.Secure),
            ["kind"] = flags.Get(BenchFlags.Kind),
            ["count"] = count,
            ["agents"] = agents,
            ["isolation"] = string.Join(',', flags.Get(IsolationFlags.Isolation)),
            ["in_flight"] = flags.Get(BenchFlags.InFlight),
            ["failed"] = warm.Failed + result.Failed,
            ["seconds"] = Math.Round(result.Seconds, 3),
            ["tasks_per_s"] = Math.Round(count / result.Seconds, 1),
            ["p50_ms"] = result.Latency.At(0.5),
            ["p99_ms"] = result.Latency.At(0.99),
            ["silo_rss_mb"] = silo.ResidentMegabytes,
        };
        if (before is not null)
        {
            var spawned = before.With(await SpawnBench.Run((count + 1) / 2));
            figures["true_per_s"] = Math.Round(spawned.TruePerS, 1);
            figures["sh_per_s"] = Math.Round(spawned.ShPerS, 1);
            figures["launcher_per_s"] = Math.Round(spawned.LauncherPerS, 1);
            figures["ratio"] = Math.Round(count / result.Seconds / spawned.LauncherPerS, 3);
        }

        return figures;
    }

    private static async Task<JsonObject> Slaves(FlagValues flags, CancellationToken cancel)
    {
        var count = flags.Get(BenchFlags.AgentCount);
        await using var silo = await BenchProgram.Silo();
        var begin = TimeProvider.System.GetTimestamp();
        await using var cluster = await BenchAgents.Emulated(silo.Master, count, PerAgent, cancel);
        return new JsonObject
        {
            ["bench"] = "slaves",
            ["count"] = count,
            ["registered_s"] = Math.Round(TimeProvider.System.GetElapsedTime(begin).TotalSeconds, 3),
            ["silo_rss_mb"] = silo.ResidentMegabytes,
        };
    }

    private static async Task<JsonObject> Offers(FlagValues flags, CancellationToken cancel)
    {
        const int Warm = 20;
        var rounds = flags.Get(BenchFlags.OfferCount);
        await using var silo = await BenchProgram.Silo();
        await using var connection = await MasterConnection.Connect(silo.Master, cancel: cancel);
        await using var cluster = await BenchAgents.Emulated(silo.Master, 1, PerAgent, cancel);
        var bench = new OffersBench(connection);
        await bench.FirstOffers(Warm, cancel);
        var first = await bench.FirstOffers(rounds, cancel);
        await bench.Reoffers(Warm, cancel);
        var again = await bench.Reoffers(rounds, cancel);
        return new JsonObject
        {
            ["bench"] = "offers",
            ["rounds"] = rounds,
            ["first_offer_p50_ms"] = first.At(0.5),
            ["first_offer_p99_ms"] = first.At(0.99),
            ["reoffer_p50_ms"] = again.At(0.5),
            ["reoffer_p99_ms"] = again.At(0.99),
        };
    }

    private static async Task<JsonObject> Spawn(FlagValues flags, CancellationToken cancel)
    {
        var result = await SpawnBench.Run(flags.Get(BenchFlags.ProcessCount));
        return new JsonObject
        {
            ["bench"] = "spawn",
            ["count"] = result.Count,
            ["true_per_s"] = Math.Round(result.TruePerS, 1),
            ["sh_per_s"] = Math.Round(result.ShPerS, 1),
            ["launcher_per_s"] = Math.Round(result.LauncherPerS, 1),
        };
    }
}
