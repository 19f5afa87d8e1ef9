using System.Globalization;
using System.Text.Json;
using CsCheck;
using MesosOrleans.Examples;
using MesosOrleans.Protocol;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Examples;

public sealed class QueueRulesTests
{
    private const string Diamond = """
        {"jobs": [
            {"name": "last", "command": "d", "after": ["left", "right"]},
            {"name": "left", "command": "b", "after": ["first"]},
            {"name": "right", "command": "c", "after": ["first"], "retries": 1},
            {"name": "first", "command": "a"}]}
        """;

    [Fact]
    public void A_job_runs_when_all_that_it_comes_after_have_succeeded()
    {
        var cluster = Cluster(Diamond);

        cluster.Settle();
        Assert.Equal(["first"], Names(cluster));
        cluster.End(cluster.Of("first").Single(), TaskState.Finished);
        cluster.Settle();
        Assert.Equal(["left", "right"], Names(cluster));
        cluster.End(cluster.Of("right").Single(), TaskState.Finished);
        cluster.Settle();
        Assert.Equal(["left"], Names(cluster));
        cluster.End(cluster.Of("left").Single(), TaskState.Finished);
        cluster.Settle();
        Assert.Equal(["last"], Names(cluster));
        Assert.Null(cluster.Last.Exit);
        cluster.End(cluster.Of("last").Single(), TaskState.Finished);
        cluster.Settle();
        Assert.Equal(0, cluster.Last.Exit);
    }

    [Theory, InlineData(TaskState.Lost), InlineData(TaskState.Killed)]
    public void What_was_interrupted_runs_again_however_often(TaskState state)
    {
        var cluster = Cluster("""{"jobs": [{"name": "a", "command": "x"}]}""");
        for (var i = 0; i < 5; i++)
        {
            cluster.Settle();
            cluster.End(cluster.Of("a").Single(), state);
        }

        cluster.Settle();
        Assert.Single(cluster.Tasks);
    }

    [Fact]
    public void What_fails_is_tried_so_often_as_it_says_and_what_comes_after_it_is_not_run()
    {
        var cluster = Cluster(Diamond);
        cluster.Settle();
        cluster.End(cluster.Of("first").Single(), TaskState.Finished);
        cluster.Settle();

        cluster.End(cluster.Of("right").Single(), TaskState.Failed);
        cluster.Settle();
        cluster.End(cluster.Of("right").Single(), TaskState.Failed);
        cluster.Settle();
        Assert.Equal(["left"], Names(cluster));
        Assert.Null(cluster.Last.Exit);
        cluster.End(cluster.Of("left").Single(), TaskState.Finished);
        cluster.Settle();

        Assert.Equal(1, cluster.Last.Exit);
        Assert.Equal(
            ["right has failed 2 times: told", "last was not run: it comes after one that has failed"],
            Rules(Diamond).Report(cluster.State));
    }

    [Fact]
    public void After_a_restart_what_is_on_record_is_not_launched_again()
    {
        var cluster = Cluster(Diamond);
        cluster.Settle();
        var text = JsonSerializer.Serialize(cluster.State);

        var restarted = new ExampleCluster<QueueState>(Rules(Diamond), JsonSerializer.Deserialize<QueueState>(text)!, "s");
        restarted.Settle();
        Assert.Empty(restarted.Tasks);

        restarted.Tell(cluster.Of("first").Single(), TaskState.Finished);
        restarted.Settle();
        Assert.Equal(["left", "right"], Names(restarted));
    }

    [Fact]
    public void However_jobs_are_interrupted_each_succeeds_once_and_after_those_that_it_depends_on()
    {
        var gen = Gen.Select(Gen.Int[0, 3].Array[1, 12], Gen.Int[0, 100].Array[50]);
        gen.Sample((fans, luck) =>
        {
            var jobs = fans.Select((fan, i) => new
            {
                name = string.Create(CultureInfo.InvariantCulture, $"j{i}"),
                command = "x",
                after = Enumerable.Range(0, i).Where(other => (other + fan) % 3 == 0).Select(other => string.Create(CultureInfo.InvariantCulture, $"j{other}")),
            });
            var text = JsonSerializer.Serialize(new { jobs });
            var graph = JobGraph.Parse(text);
            var cluster = Cluster(text);
            var done = new List<string>();
            for (var step = 0; step < 500 && cluster.Last?.Exit is null; step++)
            {
                cluster.Step();
                if (cluster.Tasks.Count == 0)
                {
                    continue;
                }

                var (id, task) = cluster.Tasks.ElementAt(luck[step % luck.Length] % cluster.Tasks.Count);
                var succeeds = luck[(step + 7) % luck.Length] > 30;
                if (succeeds)
                {
                    done.Add(task.Name);
                }

                cluster.End(id, succeeds ? TaskState.Finished : TaskState.Lost);
            }

            Assert.True(cluster.Last?.Exit == 0 || luck.All(one => one <= 30));
            Assert.Equal(done.Distinct(), done);
            foreach (var job in graph.Jobs.Where(job => done.Contains(job.Name)))
            {
                Assert.All(job.After, before => Assert.True(done.IndexOf(before) >= 0 && done.IndexOf(before) < done.IndexOf(job.Name)));
            }
        });
    }

    [Theory]
    [InlineData("[]", "The file of jobs is not as expected")]
    [InlineData("{}", "names none")]
    [InlineData("""{"jobs": [{"command": "x"}]}""", "Job number 1 has no name")]
    [InlineData("""{"jobs": [{"name": "a/b", "command": "x"}]}""", "\"a/b\" is part of its task's ID")]
    [InlineData("""{"jobs": [{"name": "a"}]}""", "Job a has no command")]
    [InlineData("""{"jobs": [{"name": "a", "command": "x", "comand": "y"}]}""", "comand")]
    [InlineData("""{"jobs": [{"name": "a", "command": "x"}, {"name": "a", "command": "y"}]}""", "Two jobs have the name a")]
    [InlineData("""{"jobs": [{"name": "a", "command": "x", "after": ["b"]}]}""", "Job a comes after b, which the file does not name")]
    [InlineData("""{"jobs": [{"name": "a", "command": "x", "needs": "cpus:many"}]}""", "Job a needs what cannot be read")]
    [InlineData("""{"jobs": [{"name": "a", "command": "x", "retries": -1}]}""", "-1 retries")]
    [InlineData("""{"jobs": [{"name": "z", "command": "x"}, {"name": "a", "command": "x", "after": ["c", "z"]}, {"name": "b", "command": "x", "after": ["a"]}, {"name": "c", "command": "x", "after": ["b"]}]}""",
        "in a circle: a after c after b after a")]
    public void A_file_that_is_no_graph_is_refused_in_words(string text, string words)
    {
        var refused = Assert.Throws<FormatException>(() => JobGraph.Parse(text));

        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    private static string[] Names(ExampleCluster<QueueState> cluster) => [.. cluster.Tasks.Values.Select(task => task.Name).Order(StringComparer.Ordinal)];

    private static ExampleCluster<QueueState> Cluster(string text) => new(Rules(text), new QueueState(), "s") { Each = Resources.Parse("cpus:100;mem:100000") };

    private static int _drawn;

    private static QueueRules Rules(string text) =>
        new(JobGraph.Parse(text), "*", () => Interlocked.Increment(ref _drawn).ToString(CultureInfo.InvariantCulture));
}
