using System.Collections.Concurrent;
using MesosOrleans.Bench.Simulation.Cluster;
using MesosOrleans.Flags;

namespace MesosOrleans.Bench.Simulation;

/// <summary><c>mesos sim</c>: runs rules of the product under a seeded simulation of everything that can fail.</summary>
internal static class SimulationCommand
{
    public static readonly Flag<int> Seeds = Flag.Integer("seeds", 1_000, "How many seeds to run.", min: 1);
    public static readonly Flag<int> From = Flag.Integer("from", 1, "The first seed.", min: 0);

    public static int Run(string[] args) => args switch
    {
        ["log", .. var rest] => LogSimulationCommand.Run(rest, new LogMachinery(LogSimulationCommand.Codec()), Console.Out),
        ["cluster", .. var rest] => ClusterSimulationCommand.Run(rest, new ClusterMachinery(), Console.Out),
        _ => ProgramFlags.Refuse("mesos sim", "name what to simulate: log or cluster"),
    };

    /// <summary>The first seed that fails, of those that were run until then; null if none does.</summary>
    public static int? Search<TOutcome>(int from, int count, Func<int, TOutcome> run, Func<TOutcome, bool> fails, out IReadOnlyCollection<TOutcome> outcomes)
    {
        var all = new ConcurrentBag<TOutcome>();
        var failed = new ConcurrentBag<int>();
        Parallel.For(from, from + count, (seed, loop) =>
        {
            var outcome = run(seed);
            all.Add(outcome);
            if (fails(outcome))
            {
                failed.Add(seed);
                loop.Break();
            }
        });
        outcomes = all;
        return failed.IsEmpty ? null : failed.Min();
    }
}
