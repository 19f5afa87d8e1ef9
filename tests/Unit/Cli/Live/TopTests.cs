using MesosOrleans.Cli.Cluster;
using MesosOrleans.Cli.Live;
using MesosOrleans.Tests.Unit.Cli.Cluster;
using Spectre.Console;
using Xunit;

namespace MesosOrleans.Tests.Unit.Cli.Live;

/// <summary>What the live screen shows.</summary>
public sealed class TopTests
{
    [Fact]
    public void Processors_in_use_are_the_time_used_between_two_samples()
    {
        var first = TopModel.Of(ACluster.State, Usage(at: 10, seconds: 4), null, TopSort.Cpu);
        var second = TopModel.Of(ACluster.State, Usage(at: 12, seconds: 5), first, TopSort.Cpu);

        Assert.Null(first.Tasks.Single().CpusUsed);
        Assert.Equal(0.5, second.Tasks.Single().CpusUsed);
    }

    [Fact]
    public void The_screen_has_the_totals_and_as_many_tasks_as_have_room()
    {
        var model = TopModel.Of(ACluster.State, Usage(at: 10, seconds: 4), null, TopSort.Cpu);

        var text = Drawn(model, lines: 5);
        Assert.Contains("127.0.0.1:5050", text, StringComparison.Ordinal);
        Assert.Contains("1 active, 2 removed", text, StringComparison.Ordinal);
        Assert.Contains("0.1 of 2.5 held", text, StringComparison.Ordinal);
        Assert.Matches(@"0001 +line 1 +batch +vm +- +0\.1 +1 MB +0:04\.0", text);
        Assert.Contains("… and 1 more", Drawn(model, lines: 0), StringComparison.Ordinal);
    }

    private static Dictionary<string, ContainerEntry[]> Usage(double at, double seconds) => new()
    {
        ["S0"] =
        [
            new ContainerEntry
            {
                FrameworkId = "20261128-1-F0", ExecutorId = "0001",
                Statistics = new StatisticsEntry { Timestamp = at, UserSeconds = seconds, SystemSeconds = 0, MemoryBytes = 1 << 20 },
            },
        ],
    };

    private static string Drawn(TopModel model, int lines)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No });
        console.Profile.Width = 120;
        console.Write(TopScreen.Of(model, null, lines));
        return text.ToString();
    }
}
