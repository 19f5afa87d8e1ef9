using System.Diagnostics;
using MesosOrleans.Bench.Simulation;
using Xunit;

namespace MesosOrleans.Tests.Simulation;

/// <summary>The registrar and its log while everything fails that can; <c>mesos sim log</c> runs more of it.</summary>
public sealed class LogSimulationTests(ITestOutputHelper output)
{
    private const int Seeds = 20_000;
    private const int Share = 1_000;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public static TheoryData<string> Faults => [.. PlantedFault.All.Keys];

    [Fact, Trait("Invariant", "1 registry durability"), Trait("Invariant", "2 one writer")]
    public void Whatever_fails_the_log_agrees_nothing_that_was_answered_is_lost_and_it_recovers()
    {
        var machinery = new LogMachinery(LogSimulationCommand.Codec());
        var (began, ran, answered) = (Stopwatch.GetTimestamp(), 0, 0L);
        while (ran < Seeds && Stopwatch.GetElapsedTime(began) < Longest)
        {
            var failed = LogSimulationCommand.Search(1 + ran, Share, machinery, out var outcomes);
            Assert.True(failed is null, failed is null ? "" : LogSimulationCommand.Report(failed, machinery));
            Assert.Equal(Share, outcomes.Count);
            (ran, answered) = (ran + Share, answered + outcomes.Sum(outcome => outcome.Answered));
        }

        // On the console, since it stands in the report of the tests then also when they pass.
        Console.WriteLine($"the log was simulated under {ran} seeds in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
        Assert.True(answered > 10L * ran);
    }

    [Theory, MemberData(nameof(Faults))]
    public void A_planted_fault_is_found(string fault)
    {
        var failed = LogSimulationCommand.Search(1, Seeds, PlantedFault.All[fault], out var outcomes);
        Assert.True(failed is not null, $"{fault} was not noticed in {outcomes.Count} seeds");
        output.WriteLine($"{fault}: seed {failed.Seed}, after {outcomes.Count} seeds");
    }

    [Fact]
    public void A_seed_runs_the_same_way_each_time()
    {
        var machinery = new LogMachinery(LogSimulationCommand.Codec());
        for (var seed = 1; seed <= 50; seed++)
        {
            var first = LogSimulation.Run(LogScenario.Of(seed), machinery, traced: true);
            Assert.Equal(first.Trace, LogSimulation.Run(LogScenario.Of(seed), machinery, traced: true).Trace);
        }
    }

    [Fact]
    public void The_command_ends_with_code_1_at_a_violation_and_prints_the_seed_and_with_0_without()
    {
        string[] args = ["--seeds=200", "--from=1"];
        var (healthy, broken) = (new StringWriter(), new StringWriter());
        Assert.Equal(0, LogSimulationCommand.Run(args, new LogMachinery(LogSimulationCommand.Codec()), healthy));
        Assert.Equal(1, LogSimulationCommand.Run(args, PlantedFault.All["quorum off by one"], broken));
        Assert.StartsWith("200 seeds from 1 in ", healthy.ToString(), StringComparison.Ordinal);
        Assert.Contains($"{Environment.NewLine}seed ", broken.ToString(), StringComparison.Ordinal);
        Assert.Contains("the shortest trace found: ", broken.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_prints_its_seed_and_a_trace_with_fewer_steps()
    {
        var machinery = PlantedFault.All["quorum off by one"];
        var failed = LogSimulationCommand.Search(1, Seeds, machinery, out _)!;
        var report = LogSimulationCommand.Report(failed, machinery).Split(Environment.NewLine);
        Assert.StartsWith($"seed {failed.Seed}: ", report[0], StringComparison.Ordinal);
        Assert.True(TraceShrinker.Shrink(failed.Steps, steps => LogSimulation.Run(failed with { Steps = steps }, machinery).Violation is not null).Length < failed.Steps.Length);
    }
}
