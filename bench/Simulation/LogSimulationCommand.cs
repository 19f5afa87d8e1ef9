using System.Diagnostics;
using MesosOrleans.Flags;
using MesosOrleans.Protocol;
using MesosOrleans.Registrar;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace MesosOrleans.Bench.Simulation;

/// <summary><c>mesos sim log</c>: runs the log and the registrar under a seeded simulation of everything that can fail.</summary>
internal static class LogSimulationCommand
{
    private const string Name = "mesos sim log";

    private static readonly FlagSet Flags = new(
        Name, "Runs the registrar and its replicated log under a seeded simulation: crashes, losses, partitions, rivals, changes of the ensemble. "
        + "Ends with code 1 at a violation, and prints its seed and the shortest trace that it found.", [SimulationCommand.Seeds, SimulationCommand.From]);

    /// <summary>The encoding of the registry, as the silo has it.</summary>
    public static RegistryCodecStore Codec() =>
        new(new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer<SlaveInfo>>());

    /// <param name="args">Flags.</param>
    /// <param name="machinery">The product as it is, or as tests have broken it.</param>
    /// <param name="output">Gets the report.</param>
    public static int Run(string[] args, LogMachinery machinery, TextWriter output)
    {
        if (!ProgramFlags.Read(Flags, args, out var flags, out var exitCode))
            return exitCode;

        var (from, count) = (flags.Get(SimulationCommand.From), flags.Get(SimulationCommand.Seeds));
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
    public static LogScenario? Search(int from, int count, LogMachinery machinery, out IReadOnlyCollection<LogOutcome> outcomes) =>
        SimulationCommand.Search(from, count, seed => LogSimulation.Run(LogScenario.Of(seed), machinery), outcome => outcome.Violation is not null, out outcomes) is { } seed
            ? LogScenario.Of(seed)
            : null;

    /// <summary>What a person needs to understand the failure of a seed.</summary>
    public static string Report(LogScenario failed, LogMachinery machinery)
    {
        var shortest = failed with { Steps = TraceShrinker.Shrink(failed.Steps, steps => LogSimulation.Run(failed with { Steps = steps }, machinery).Violation is not null) };
        var outcome = LogSimulation.Run(shortest, machinery, traced: true);
        return string.Join(Environment.NewLine, [
            $"seed {failed.Seed}: {outcome.Violation}",
            $"the shortest trace found: {shortest.Replicas} replicas, {shortest.Silos} silos, {shortest.Steps.Length} of {failed.Steps.Length} steps",
            .. outcome.Trace]);
    }
}
