using System.Diagnostics;
using MesosOrleans.Bench.Simulation.Cluster;
using Xunit;

namespace MesosOrleans.Tests.Simulation;

/// <summary>
/// The real rules of agents, slaves, frameworks, schedulers, the allocator and the registry while everything fails that can; <c>mesos sim cluster</c> runs more of it. A violation names its invariant
/// (design, section 2).
/// </summary>
public sealed class ClusterSimulationTests(ITestOutputHelper output)
{
    private const int Small = 2_000;
    private const int Large = 10;

    public static TheoryData<string> Faults => [.. PlantedClusterFault.All.Keys];

    [Fact, Trait("Invariant", "3 no rogue slaves"), Trait("Invariant", "4 no double use"), Trait("Invariant", "5 no lost word"), Trait("Invariant", "6 no orphan")]
    [Trait("Invariant", "7 no silent loss of input")]
    public void Whatever_fails_in_a_small_cluster_the_invariants_hold_and_it_comes_to_rest() => Run(Small, ClusterScenario.Of, 10);

    [Fact, Trait("Invariant", "3 no rogue slaves"), Trait("Invariant", "4 no double use"), Trait("Invariant", "5 no lost word"), Trait("Invariant", "6 no orphan")]
    [Trait("Invariant", "7 no silent loss of input")]
    public void Whatever_fails_in_a_cluster_of_2000_slaves_the_invariants_hold_and_it_comes_to_rest() => Run(Large, ClusterScenario.Large, 1_000);

    [Theory, MemberData(nameof(Faults))]
    public void A_planted_fault_is_found(string fault)
    {
        var failed = ClusterSimulationCommand.Search(1, Small, ClusterScenario.Of, PlantedClusterFault.All[fault], out var outcomes);
        Assert.True(failed is not null, $"{fault} was not noticed in {outcomes.Count} seeds");
        output.WriteLine($"{fault}: seed {failed.Seed}, after {outcomes.Count} seeds: {ClusterSimulation.Run(failed, PlantedClusterFault.All[fault]).Violation}");
    }

    [Fact]
    public void A_seed_runs_the_same_way_each_time()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var first = ClusterSimulation.Run(ClusterScenario.Of(seed), new ClusterMachinery(), traced: true);
            Assert.NotEmpty(first.Trace);
            Assert.Equal(first.Trace, ClusterSimulation.Run(ClusterScenario.Of(seed), new ClusterMachinery(), traced: true).Trace);
        }
    }

    [Fact]
    public void The_command_ends_with_code_1_at_a_violation_and_prints_the_seed_and_a_shorter_trace_and_with_0_without()
    {
        string[] args = ["--seeds=100", "--from=1"];
        var (healthy, broken) = (new StringWriter(), new StringWriter());
        Assert.Equal(0, ClusterSimulationCommand.Run(args, new ClusterMachinery(), healthy));
        Assert.Equal(1, ClusterSimulationCommand.Run(args, PlantedClusterFault.All["5: an update is acknowledged before its scheduler has it"], broken));
        Assert.StartsWith("100 seeds from 1 in ", healthy.ToString(), StringComparison.Ordinal);
        Assert.Contains($"{Environment.NewLine}seed ", broken.ToString(), StringComparison.Ordinal);
        Assert.Contains("the shortest trace found: ", broken.ToString(), StringComparison.Ordinal);
    }

    private static void Run(int seeds, Func<int, ClusterScenario> scenario, int launches)
    {
        var began = Stopwatch.GetTimestamp();
        var failed = ClusterSimulationCommand.Search(1, seeds, scenario, new ClusterMachinery(), out var outcomes);
        Assert.True(failed is null, failed is null ? "" : ClusterSimulationCommand.Report(failed, new ClusterMachinery()));
        Assert.Equal(seeds, outcomes.Count);

        // On the console, since it stands in the report of the tests then also when they pass.
        Console.WriteLine($"clusters of {scenario(1).Slaves} slaves and the like were simulated under {seeds} seeds in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
        Assert.True(outcomes.Sum(outcome => outcome.Launches) > launches * seeds);
        Assert.True(outcomes.Sum(outcome => outcome.Told) > launches * seeds);
    }
}
