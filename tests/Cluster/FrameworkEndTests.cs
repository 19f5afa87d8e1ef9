using MesosOrleans.Connection;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>How frameworks end, and what is still known of them and their tasks: real processes, and masters that are restarted meanwhile.</summary>
public sealed class FrameworkEndTests
{
    [Fact]
    public async Task A_framework_whose_scheduler_stays_away_ends_at_its_failover_timeout_although_the_masters_change_meanwhile()
    {
        await using var cluster = await TestCluster.Start();
        var mark = TaskProcesses.Mark();
        var info = new FrameworkInfo { Name = "left", FailoverTimeout = 20 };
        string id;
        await using (var framework = await TestFramework.Subscribe(cluster.Master, info))
        {
            id = framework.Scheduler.FrameworkId.Value;
            await framework.Launch(TestFramework.Command("left", $"sleep 600; echo {mark}"));
            await framework.Reaches("left", TaskState.Running);
        }

        await Eventually.Holds("the scheduler is known to be gone", async () => (bool)(await Framework(cluster, "frameworks", id))!["active"]! is false);
        await cluster.Silo.Kill9();
        await cluster.StartSilo();
        Assert.NotEmpty(TaskProcesses.With(mark));

        await Eventually.Holds("the framework is a completed one", async () => await Framework(cluster, "completed_frameworks", id) is not null);
        await Eventually.Holds("no process of its task is left", () => TaskProcesses.With(mark).Count == 0);
        await using var late = await TestFramework.Subscribe(cluster.Master, info with { Id = new FrameworkId(id) });
        Assert.Contains("it has ended", (await late.Sees<SchedulerEvent.Error>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_teardown_ends_the_executors_of_the_framework_and_what_it_was_is_still_shown()
    {
        await using var cluster = await TestCluster.Start();
        var mark = TaskProcesses.Mark();
        var executor = $"exec python3 {Path.Combine(Repository.Root, "tests/Cluster/executor.py")} {mark}";
        string id;
        await using (var framework = await TestFramework.Subscribe(cluster.Master))
        {
            id = framework.Scheduler.FrameworkId.Value;
            var other = TestFramework.OfExecutor("runs", executor, "run");
            await framework.Launch(
                TestFramework.OfExecutor("ended", executor, "end"), other with { Executor = other.Executor! with { ExecutorId = new ExecutorId("other") } });
            await framework.Reaches("ended", TaskState.Finished);
            await framework.Reaches("runs", TaskState.Running);
            await Eventually.Holds("both executors run", () => TaskProcesses.With(mark).Count >= 2);
        }

        await Eventually.Holds("no process of the executors is left", () => TaskProcesses.With(mark).Count == 0);
        await Eventually.Holds("the framework is a completed one", async () => await Framework(cluster, "completed_frameworks", id) is not null);
        var tasks = (await Framework(cluster, "completed_frameworks", id))!["completed_tasks"]!.AsArray();
        Assert.Equal(["ended TASK_FINISHED", "runs TASK_RUNNING"], tasks.Select(task => $"{task!["id"]} {task["state"]}").Order());
    }

    [Fact]
    public async Task The_history_of_a_task_outlives_the_masters_with_a_time_for_each_state()
    {
        await using var cluster = await TestCluster.Start();
        await using var framework = await TestFramework.Subscribe(cluster.Master);
        await framework.Launch(TestFramework.Command("one", "exit 3"));
        await framework.Reaches("one", TaskState.Failed);

        string[] expected = ["TASK_RUNNING", "TASK_FAILED"];
        Assert.Equal(expected, await History());
        await cluster.Silo.Kill9();
        await cluster.StartSilo();
        await framework.Sees<SchedulerEvent.Subscribed>(subscribed => subscribed.Again);
        await Eventually.Holds("the slave has told what it remembers", async () => (await History()).SequenceEqual(expected));

        async Task<string[]> History()
        {
            await using var connection = await MasterConnection.Connect(cluster.Master);
            var task = await connection.Client.Task(framework.Scheduler.FrameworkId, new TaskId("one")).Status();
            var statuses = task?.Statuses ?? [];
            Assert.All(statuses, status => Assert.True(status.Timestamp > 0));
            return [.. statuses.OrderBy(status => status.Timestamp).Select(status => status.State.WireName())];
        }
    }

    private static async Task<System.Text.Json.Nodes.JsonNode?> Framework(TestCluster cluster, string list, string id) =>
        (await cluster.Get("/master/state.json"))[list]!.AsArray().FirstOrDefault(framework => (string)framework!["id"]! == id);
}
