using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>Executors whose agent is killed under them, and comes back.</summary>
public sealed class ExecutorRestartTests
{
    private const string Patient = "--executor_reregistration_timeout=15secs";

    private static readonly string Python = $"exec python3 {Path.Combine(Repository.Root, "tests/Cluster/executor.py")} --socket";
    private static readonly string ManyTasks = $"exec dotnet {TestProgram.PathOf("ManyTasksExecutor")}";

    [Fact, Trait("Invariant", "5 no lost word"), Trait("Invariant", "6 no orphan")]
    public async Task What_an_executor_says_while_its_agent_is_away_the_next_one_tells_and_its_tasks_go_on()
    {
        await using var tasks = new MarkedTasks();
        await using var cluster = await TestCluster.Start(1, "--allocation_interval=200ms");
        await using var framework = await TestFramework.Subscribe(cluster.Master, new FrameworkInfo { Name = "test", Checkpoint = true });
        var file = Path.Combine(cluster.Folder, "go");
        var command = $"{Python} {tasks.Mark}";
        await framework.Launch(TestFramework.OfExecutor("long", command, "run"), TestFramework.OfExecutor("waits", command, $"until {file}"));
        var process = (await framework.Reaches("long", TaskState.Running)).Message;
        await framework.Reaches("waits", TaskState.Running);

        await cluster.Agents[0].Kill9();
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await Eventually.Holds("the executor has nobody to tell of the end", () => Output(cluster).Contains("update waits TASK_FINISHED is said again", StringComparison.Ordinal));
        await cluster.RestartAgent(0, Patient);

        var end = await framework.Reaches("waits", TaskState.Finished);
        Assert.Equal((TaskState.Finished, "done"), (end.State, end.Message));
        await framework.Launch(TestFramework.OfExecutor("next", command, "end"));
        await framework.Reaches("next", TaskState.Finished);
        Assert.Equal(process, framework.StatusesOf("next")[0].Message);
        framework.Scheduler.Kill(new TaskId("long"));
        Assert.Equal(TaskState.Killed, (await framework.Reaches("long", TaskState.Killed)).State);
        Assert.Equal([TaskState.Running, TaskState.Killed], framework.StatusesOf("long").Select(status => status.State));
        Assert.Equal([TaskState.Running, TaskState.Finished], framework.StatusesOf("waits").Select(status => status.State));
    }

    [Fact, Trait("Invariant", "5 no lost word"), Trait("Invariant", "6 no orphan")]
    public async Task An_executor_of_the_SDK_loses_no_task_however_often_its_agent_is_killed()
    {
        const int Kills = 3;
        await using var tasks = new MarkedTasks();
        await using var cluster = await TestCluster.Start(1, "--allocation_interval=200ms");
        await using var framework = await TestFramework.Subscribe(cluster.Master, new FrameworkInfo { Name = "test", Checkpoint = true });
        var command = $"{ManyTasks} {tasks.Mark}";
        // Some end before an agent is killed, some while it is away, some while it comes back.
        string[] ids = [.. Enumerable.Range(0, 40).Select(i => $"t{i}")];
        await framework.Launch([TestFramework.OfExecutor("long", command, "600000"), .. ids.Select((id, i) => TestFramework.OfExecutor(id, command, $"{i * 250}"))]);
        await framework.Reaches("long", TaskState.Running);
        var process = tasks.Pids;
        for (var kill = 0; kill < Kills; kill++)
        {
            await cluster.Agents[0].Kill9();
            await cluster.RestartAgent(0, Patient);
        }

        await framework.End(ids);
        Assert.All(ids, id => Assert.Equal([TaskState.Running, TaskState.Finished], framework.StatusesOf(id).Select(status => status.State)));
        Assert.Equal(process, tasks.Pids);
        framework.Scheduler.Kill(new TaskId("long"));
        Assert.Equal(TaskState.Killed, (await framework.Reaches("long", TaskState.Killed)).State);
    }

    private static string Output(TestCluster cluster) => File.ReadAllText(
        Directory.EnumerateFiles(Path.Combine(cluster.Folder, "agent-0/slaves"), "stdout", SearchOption.AllDirectories)
            .Single(file => !file.Contains("/latest/", StringComparison.Ordinal)));
}
