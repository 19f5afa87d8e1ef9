using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.EndToEnd;

/// <summary>The framework of the documentation, as a newcomer would run it.</summary>
[Collection(SharedLocalCluster.Name)]
public sealed class ExampleTests(LocalCluster cluster)
{
    [Fact]
    public async Task The_example_framework_runs_its_tasks_and_ends()
    {
        await using var hello = TestProgram.Start("HelloFramework", cluster.Master, "5");

        Assert.Equal(0, await hello.Exit());
        Assert.Equal(5, hello.Printed.Split('\n').Count(line => line.Contains("TASK_FINISHED", StringComparison.Ordinal)));
    }

    [Theory, InlineData("HelloFramework", "scheduler.md"), InlineData("ManyTasksExecutor", "executor.md")]
    public void The_documentation_shows_the_example_as_it_is_in_forty_lines(string example, string page)
    {
        var root = Repository.Root;
        var code = File.ReadAllText(Path.Combine(root, "examples", example, "Program.cs"));

        Assert.Contains(code, File.ReadAllText(Path.Combine(root, "docs", page)), StringComparison.Ordinal);
        Assert.True(code.Split('\n').Length - 1 <= 40, "the example has more than 40 lines");
    }
}
