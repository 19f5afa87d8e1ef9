using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.EndToEnd;

/// <summary>The example that runs a graph of jobs, as a user would run it.</summary>
[Collection(SharedLocalCluster.Name)]
public sealed class JobQueueTests(LocalCluster cluster)
{
    [Fact]
    public async Task Killed_and_started_again_a_queue_goes_on_with_what_runs_and_each_job_succeeds_once()
    {
        using var folder = new TemporaryFolder();
        using var gate = new Gate($"{folder.Path}/gate");
        var done = $"{folder.Path}/done";
        File.WriteAllText(done, "");
        var file = folder.File("jobs.json", $$"""
            {"jobs": [
                {"name": "first", "command": "echo first >> {{done}}"},
                {"name": "held", "command": "echo held >> {{folder.Path}}/began; {{gate.Wait}}; echo held >> {{done}}", "after": ["first"]},
                {"name": "left", "command": "echo left >> {{done}}", "after": ["first"]},
                {"name": "last", "command": "echo last >> {{done}}", "after": ["held", "left"]}]}
            """);
        string[] arguments = [cluster.Master, file, $"--state={folder.Path}/state.json"];

        await using (var first = TestProgram.Start("JobQueue", arguments))
        {
            await Eventually.Holds("one job waits at the gate, its neighbour is done", () =>
                File.Exists($"{folder.Path}/began") && File.ReadAllText(done).Contains("left", StringComparison.Ordinal));
            await first.Kill9();
        }

        await using (var second = TestProgram.Start("JobQueue", arguments))
        {
            await second.Says("TASK_RUNNING");
            gate.Open();
            Assert.True(await second.Exit() == 0, second.Output);
            Assert.Contains("all 4 jobs have succeeded", second.Printed, StringComparison.Ordinal);
        }

        Assert.Equal("first\nleft\nheld\nlast\n", File.ReadAllText(done));
        Assert.Equal("held\n", File.ReadAllText($"{folder.Path}/began"));
        await using var third = TestProgram.Start("JobQueue", arguments);
        Assert.Equal(0, await third.Exit());
        Assert.Equal("first\nleft\nheld\nlast\n", File.ReadAllText(done));
    }

    [Fact]
    public async Task What_comes_after_a_job_that_fails_is_not_run_and_that_is_said()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("jobs.json", $$"""
            {"jobs": [
                {"name": "bad", "command": "echo try >> {{folder.Path}}/tries; exit 3", "retries": 1},
                {"name": "good", "command": "echo good >> {{folder.Path}}/done"},
                {"name": "after", "command": "echo after >> {{folder.Path}}/done", "after": ["bad", "good"]}]}
            """);

        await using var queue = TestProgram.Start("JobQueue", cluster.Master, file, $"--state={folder.Path}/state.json");

        Assert.Equal(1, await queue.Exit());
        Assert.Contains("bad has failed 2 times: ", queue.Printed, StringComparison.Ordinal);
        Assert.Contains("after was not run", queue.Printed, StringComparison.Ordinal);
        Assert.Equal("try\ntry\n", File.ReadAllText($"{folder.Path}/tries"));
        Assert.Equal("good\n", File.ReadAllText($"{folder.Path}/done"));
    }

    [Fact]
    public async Task What_it_cannot_read_it_refuses_in_words()
    {
        using var folder = new TemporaryFolder();
        var circle = folder.File("circle.json", """{"jobs": [{"name": "a", "command": "x", "after": ["a"]}]}""");
        var damaged = folder.File("state.json", "{");
        var good = folder.File("good.json", """{"jobs": [{"name": "a", "command": "true"}]}""");
        (string Words, string[] Arguments)[] cases =
        [
            ("in a circle: a after a", [circle, $"--state={folder.Path}/s"]),
            ("no.json", [$"{folder.Path}/no.json", $"--state={folder.Path}/s"]),
            ("is damaged or of another program", [good, $"--state={damaged}"]),
            ("--state", [good]),
        ];
        foreach (var (words, arguments) in cases)
        {
            await using var queue = TestProgram.Start("JobQueue", [cluster.Master, .. arguments]);

            Assert.Equal(2, await queue.Exit());
            Assert.Contains(words, queue.Errors, StringComparison.Ordinal);
        }
    }
}
