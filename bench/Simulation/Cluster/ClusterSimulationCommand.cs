using System.Diagnostics;
using MesosOrleans.Flags;

namespace MesosOrleans.Bench.Simulation.Cluster;

/// <summary><c>mesos sim cluster</c>: runs the rules of agents, slaves, frameworks, the allocator and the registry under a seeded simulation of everything that can fail.</summary>
internal static class ClusterSimulationCommand
{
    private static readonly Flag<bool> Large = Flag.Bool("large", false, "Clusters of 2,000 slaves and 40 frameworks instead of small ones.");
    private static readonly FlagSet Flags = new(
        "mesos sim cluster", "Runs the rules of a cluster under a seeded simulation: silos, agents and schedulers that crash, pause, are cut off and come back, messages that are late, lost and doubled. "
        + "Ends with code 1 at a violation, and prints its seed and the shortest trace that it found.", [SimulationCommand.Seeds, SimulationCommand.From, Large]);

    /// <param name="args">Flags.</param>
    /// <param name="machinery">The product as it is, or as tests have broken it.</param>
    /// <param name="output">Gets the report.</param>
    public static int Run(string[] args, ClusterMachinery machinery, TextWriter output)
    {
        if (!ProgramFlags.Read(Flags, args, out var flags, out var exitCode))
            return exitCode;

        var (from, count) = (flags.Get(SimulationCommand.From), flags.Get(SimulationCommand.Seeds));
        Func<int, ClusterScenario> scenario = flags.Get(Large) ? ClusterScenario.Large : ClusterScenario.Of;
        var began = Stopwatch.GetTimestamp();
        var failed = Search(from, count, scenario, machinery, out var outcomes);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        output.WriteLine($"{outcomes.Count} seeds from {from} in {seconds:0.0} s: {outcomes.Count / seconds:0.0} seeds/s, "
            + $"{outcomes.Average(outcome => outcome.Events):0} events, {outcomes.Average(outcome => outcome.Launches):0.0} launches and {outcomes.Average(outcome => outcome.Told):0.0} updates each");
        if (failed is null)
            return 0;

        output.WriteLine(Report(failed, machinery));
        return 1;
    }

    /// <summary>The first seed that fails, of those that were run until then; null if none does.</summary>
    public static ClusterScenario? Search(
        int from, int count, Func<int, ClusterScenario> scenario, ClusterMachinery machinery, out IReadOnlyCollection<ClusterOutcome> outcomes) =>
        SimulationCommand.Search(from, count, seed => ClusterSimulation.Run(scenario(seed), machinery), outcome => outcome.Violation is not null, out outcomes) is { } seed
            ? scenario(seed)
            : null;

    /// <summary>What a person needs to understand the failure of a seed.</summary>
    public static string Report(ClusterScenario failed, ClusterMachinery machinery)
    {
        var shortest = failed with { Steps = TraceShrinker.Shrink(failed.Steps, steps => ClusterSimulation.Run(failed with { Steps = steps }, machinery).Violation is not null) };
        var outcome = ClusterSimulation.Run(shortest, machinery, traced: true);
        return string.Join(Environment.NewLine, [
            $"seed {failed.Seed}: {outcome.Violation}",
            $"the shortest trace found: {shortest.Slaves} slaves, {shortest.Silos} silos, {shortest.Frameworks.Length} frameworks, {shortest.Steps.Length} of {failed.Steps.Length} steps",
            .. shortest.Steps.Select(step => step.ToString()),
            .. outcome.Trace]);
    }
}
