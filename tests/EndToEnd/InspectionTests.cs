using System.Text.Json.Nodes;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.EndToEnd;

/// <summary>What only looks: tasks, state, version, help.</summary>
[Collection(SharedLocalCluster.Name)]
public sealed class InspectionTests(LocalCluster cluster)
{
    [Fact]
    public async Task Tasks_lists_the_tasks_that_run_and_with_all_also_those_that_have_ended()
    {
        await using var framework = await TestFramework.Subscribe(cluster.Master);
        await framework.Launch(TestFramework.Command("long", "sleep 600"), TestFramework.Command("short", "true"));
        await framework.Reaches("long", TaskState.Running);
        await framework.Reaches("short", TaskState.Finished);
        var id = framework.Scheduler.FrameworkId.Value;

        Assert.Equal(["long TASK_RUNNING"], await TasksOf(id));
        Assert.Equal(["long TASK_RUNNING", "short TASK_FINISHED"], await TasksOf(id, "--all"));
    }

    [Fact]
    public async Task State_shows_the_slaves_and_as_json_the_masters_document()
    {
        var table = await Mesos.Run("state", $"--master={cluster.Master}");
        var json = await Mesos.Run("state", "--json", $"--master={cluster.Master}");

        Assert.Equal((0, 0), (table.Code, json.Code));
        Assert.Contains("slaves: 2 active", table.Printed, StringComparison.Ordinal);
        var slaves = JsonNode.Parse(json.Printed)!["slaves"]!.AsArray();
        Assert.Equal(2, slaves.Count);
        Assert.All(slaves, slave => Assert.Contains((string)slave!["id"]!, table.Printed, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Version_and_help_answer_on_standard_output()
    {
        var version = await Mesos.Run("version");
        Assert.Equal(0, version.Code);
        Assert.StartsWith("mesos-orleans ", version.Printed, StringComparison.Ordinal);

        var help = await Mesos.Run("help");
        Assert.Equal(0, help.Code);
        Assert.All(
            ["local", "silo", "agent", "execute", "batch", "ps", "tasks", "state", "top", "kill", "completion", "bench", "version", "help"],
            command => Assert.Contains($"\n  {command} ", help.Printed, StringComparison.Ordinal));

        var one = await Mesos.Run("help", "batch");
        Assert.Equal(0, one.Code);
        Assert.Contains("--jobs", one.Printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\n  tasks ", "help", "bench")]
    [InlineData("\n  spawn ", "bench", "--help")]
    [InlineData("--in-flight=N", "help", "bench", "tasks")]
    public async Task The_benches_are_listed_and_explained_like_commands(string says, params string[] arguments)
    {
        var answer = await Mesos.Run(arguments);

        Assert.Equal(0, answer.Code);
        Assert.Contains(says, answer.Printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mesos: unknown command 'exectue'; did you mean 'execute'?", "exectue")]
    [InlineData("mesos: unknown command 'xyzzy'", "xyzzy")]
    [InlineData("did you mean --all?", "tasks", "--al")]
    [InlineData("did you mean --jobs?", "batch", "--jbos=3", "file")]
    [InlineData("Usage: mesos COMMAND")]
    public async Task A_senseless_command_line_is_answered_with_what_comes_nearest_and_code_2(string answer, params string[] arguments)
    {
        var given = await Mesos.Run(arguments);

        Assert.Equal(2, given.Code);
        Assert.Contains(answer, given.Errors, StringComparison.Ordinal);
        Assert.Equal("", given.Printed);
    }

    private async Task<IEnumerable<string>> TasksOf(string framework, params string[] flags)
    {
        var answer = await Mesos.Run(["tasks", $"--master={cluster.Master}", .. flags]);
        Assert.Equal(0, answer.Code);
        return answer.Printed.Split('\n').Where(line => line.Contains(framework, StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(columns => $"{columns[0]} {columns[3]}")
            .Order(StringComparer.Ordinal);
    }
}
