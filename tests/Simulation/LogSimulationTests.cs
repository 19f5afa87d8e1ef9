using MesosOrleans.Bench.Simulation;
using Xunit;

namespace MesosOrleans.Tests.Simulation;

/// <summary>The registrar and its log while everything fails that can; <c>mesos sim log</c> runs more of it.</summary>
public sealed class LogSimulationTests(ITestOutputHelper output)
{
    private const int Seeds = 20_000;

    public static TheoryData<string> Faults => [.. PlantedFault.All.Keys];

    [Fact, Trait("Invariant", "1 registry durability"), Trait("Invariant", "2 one writer")]
    public void Whatever_fails_the_log_agrees_nothing_that_was_answered_is_lost_and_it_recovers()
    {
        var machinery = new LogMachinery(SimulationCommand.Codec());
        var failed = SimulationCommand.Search(1, Seeds, machinery, out var outcomes);
        Assert.True(failed is null, failed is null ? "" : SimulationCommand.Report(failed, machinery));
        Assert.Equal(Seeds, outcomes.Count);
        Assert.True(outcomes.Sum(outcome => outcome.Answered) > 10 * Seeds);
    }

    [Theory, MemberData(nameof(Faults))]
    public void A_planted_fault_is_found(string fault)
    {
        var failed = SimulationCommand.Search(1, Seeds, PlantedFault.All[fault], out var outcomes);
        Assert.True(failed is not null, $"{fault} was not noticed in {outcomes.Count} seeds");
        output.WriteLine($"{fault}: seed {failed.Seed}, after {outcomes.Count} seeds");
    }

    [Fact]
    public void A_seed_runs_the_same_way_each_time()
    {
        var machinery = new LogMachinery(SimulationCommand.Codec());
        for (var seed = 1; seed <= 50; seed++)
        {
            var first = LogSimulation.Run(LogScenario.Of(seed), machinery, traced: true);
            Assert.Equal(first.Trace, LogSimulation.Run(LogScenario.Of(seed), machinery, traced: true).Trace);
        }
    }

    [Fact]
    public void A_failure_prints_its_seed_and_a_trace_with_fewer_steps()
    {
        var machinery = PlantedFault.All["quorum off by one"];
        var failed = SimulationCommand.Search(1, Seeds, machinery, out _)!;
        var report = SimulationCommand.Report(failed, machinery).Split(Environment.NewLine);
        Assert.StartsWith($"seed {failed.Seed}: ", report[0], StringComparison.Ordinal);
        Assert.True(TraceShrinker.Shrink(failed, machinery).Steps.Length < failed.Steps.Length);
    }
}
