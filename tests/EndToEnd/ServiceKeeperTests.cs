using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.EndToEnd;

/// <summary>The example that keeps a service, as an operator would run it.</summary>
[Collection(SharedLocalCluster.Name)]
public sealed class ServiceKeeperTests(LocalCluster cluster)
{
    [Fact]
    public async Task Killed_and_started_again_a_keeper_keeps_what_runs_and_rolls_it_to_another_version()
    {
        using var folder = new TemporaryFolder();
        await using var tasks = new MarkedTasks();
        string Started() => File.Exists($"{folder.Path}/started") ? File.ReadAllText($"{folder.Path}/started") : "";
        string[] Flags(string version) =>
        [
            cluster.Master, $"--state={folder.Path}/state.json", "--name=web", "--copies=3", $"--service_version={version}",
            $"--command=echo {version} >> {folder.Path}/started; {tasks.Sleep()}",
        ];

        await using (var first = TestProgram.Start("ServiceKeeper", Flags("1")))
        {
            await Eventually.Holds("three copies run", () => Count(first, "web-1-", "TASK_RUNNING") == 3);
            await first.Kill9();
        }

        Assert.Equal(3, tasks.Count);
        await using (var second = TestProgram.Start("ServiceKeeper", Flags("1")))
        {
            await Eventually.Holds("the masters tell of the three", () => Count(second, "web-1-", "TASK_RUNNING") == 3);
            await using var third = TestProgram.Start("ServiceKeeper", Flags("1"));
            Assert.Equal(2, await third.Exit());
            Assert.Contains("is in use by another process", third.Errors, StringComparison.Ordinal);
            second.Signal("TERM");
            Assert.Equal(0, await second.Exit());
            Assert.Contains("The copies run on", second.Printed, StringComparison.Ordinal);
        }

        Assert.Equal("1\n1\n1\n", Started());
        await using (var next = TestProgram.Start("ServiceKeeper", Flags("2")))
        {
            await Eventually.Holds("the former three are killed", () => Count(next, "web-1-", "TASK_KILLED") == 3);
            await Eventually.Holds("three of the new version run", () => Count(next, "web-2-", "TASK_RUNNING") == 3);
            await next.Kill9();
        }

        Assert.Equal("1\n1\n1\n2\n2\n2\n", Started());
        await using var stop = TestProgram.Start("ServiceKeeper", cluster.Master, $"--state={folder.Path}/state.json", "--stop");
        Assert.Equal(0, await stop.Exit());
        await Eventually.Holds("no copy is left", () => tasks.Count == 0);
    }

    [Fact]
    public async Task A_copy_that_was_killed_by_somebody_is_replaced()
    {
        using var folder = new TemporaryFolder();
        await using var tasks = new MarkedTasks();
        await using var keeper = TestProgram.Start(
            "ServiceKeeper", cluster.Master, $"--state={folder.Path}/state.json", "--name=db", "--copies=2", $"--command={tasks.Sleep()}");
        await Eventually.Holds("two copies run", () => Count(keeper, "db-", "TASK_RUNNING") == 2);

        // The keeper is one of them: it was told what they run.
        System.Diagnostics.Process.GetProcessById(tasks.Pids.First(pid => pid != keeper.Pid)).Kill();

        await Eventually.Holds("a third was started", () => Count(keeper, "db-", "TASK_RUNNING") == 3);
        await using var stop = TestProgram.Start("ServiceKeeper", cluster.Master, $"--state={folder.Path}/state.json", "--stop");
        Assert.Equal(2, await stop.Exit());
        keeper.Signal("TERM");
        await keeper.Exit();
        await using var again = TestProgram.Start("ServiceKeeper", cluster.Master, $"--state={folder.Path}/state.json", "--stop");
        Assert.Equal(0, await again.Exit());
    }

    [Theory]
    [InlineData("--command is missing", "127.0.0.1:1", "--state=x")]
    [InlineData("--state", "127.0.0.1:1", "--command=x")]
    [InlineData("name the silos", "--state=x", "--command=x")]
    [InlineData("leave no way to roll", "127.0.0.1:1", "--state=x", "--command=x", "--surge=0")]
    [InlineData("--each", "127.0.0.1:1", "--state=x", "--command=x", "--each=cpus:many")]
    public async Task What_it_cannot_do_it_refuses_in_words(string words, params string[] arguments)
    {
        await using var keeper = TestProgram.Start("ServiceKeeper", arguments);

        Assert.Equal(2, await keeper.Exit());
        Assert.Contains(words, keeper.Errors, StringComparison.Ordinal);
    }

    /// <summary>How many tasks it told so of; an update comes again until it was acknowledged.</summary>
    private static int Count(TestProgram program, string beginning, string state) => program.Printed.Split('\n')
        .Where(line => line.StartsWith(beginning, StringComparison.Ordinal) && line.Contains(state, StringComparison.Ordinal))
        .Select(line => line.Split(' ')[0]).Distinct().Count();
}
