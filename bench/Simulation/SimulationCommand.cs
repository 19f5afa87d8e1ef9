using System.Collections.Concurrent;
using System.Diagnostics;
using MesosOrleans.Flags;
using MesosOrleans.Protocol;
using MesosOrleans.Registrar;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace MesosOrleans.Bench.Simulation;

/// <summary><c>mesos sim log</c>: runs the log and the registrar under a seeded simulation of everything that can fail.</summary>
internal static class SimulationCommand
{
    private const string Name = "mesos sim log";

    private static readonly Flag<int> Seeds = Flag.Integer("seeds", 1_000, "How many seeds to run.", min: 1);
    private static readonly Flag<int> From = Flag.Integer("from", 1, "The first seed.", min: 0);
    private static readonly FlagSet Flags = new(
        Name, "Runs the registrar and its replicated log under a seeded simulation: crashes, losses, partitions, rivals, changes of the ensemble. "
        + "Ends with code 1 at a violation, and prints its seed and the shortest trace that it found.", [Seeds, From]);

    /// <summary>The encoding of the registry, as the silo has it.</summary>
    public static RegistryCodecStore Codec() =>
        new(new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer<SlaveInfo>>());

    public static int Run(string[] args) => Run(args, new LogMachinery(Codec()), Console.Out);

    /// <summary>The same of a machinery that tests have broken.</summary>
    public static int Run(string[] args, LogMachinery machinery, TextWriter output)
    {
        if (args.Length == 0 || args[0] != "log")
            return ProgramFlags.Refuse("mesos sim", "name what to simulate: log");
        if (!ProgramFlags.Read(Flags, args[1..], out var flags, out var exitCode))
            return exitCode;

        var (from, count) = (flags.Get(From), flags.Get(Seeds));
        var began = Stopwatch.GetTimestamp();
        var failed = Search(from, count, machinery, out var outcomes);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        output.WriteLine($"{outcomes.Count} seeds from {from} in {seconds:0.0} s: {outcomes.Count / seconds:0} seeds/s, "
            + $"{outcomes.Average(outcome => outcome.Events):0} events and {outcomes.Average(outcome => outcome.Answered):0.0} answered operations each");
        if (failed is null)
            return 0;

        output.WriteLine(Report(failed, machinery));
        return 1;
    }

    /// <summary>The first seed that fails, of those that were run until then; null if none does.</summary>
    public static LogScenario? Search(int from, int count, LogMachinery machinery, out IReadOnlyCollection<LogOutcome> outcomes)
    {
        var all = new ConcurrentBag<LogOutcome>();
        var failed = new ConcurrentBag<int>();
        Parallel.For(from, from + count, (seed, loop) =>
        {
            var outcome = LogSimulation.Run(LogScenario.Of(seed), machinery);
            all.Add(outcome);
            if (outcome.Violation is not null)
            {
                failed.Add(seed);
                loop.Break();
            }
        });
        outcomes = all;
        return failed.IsEmpty ? null : LogScenario.Of(failed.Min());
    }

    /// <summary>What a person needs to understand the failure of a seed.</summary>
    public static string Report(LogScenario failed, LogMachinery machinery)
    {
        var shortest = TraceShrinker.Shrink(failed, machinery);
        var outcome = LogSimulation.Run(shortest, machinery, traced: true);
        return string.Join(Environment.NewLine, [
            $"seed {failed.Seed}: {outcome.Violation}",
            $"the shortest trace found: {shortest.Replicas} replicas, {shortest.Silos} silos, {shortest.Steps.Length} of {failed.Steps.Length} steps",
            .. outcome.Trace]);
    }
}
