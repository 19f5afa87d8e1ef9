using System.Text;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>Executors as processes under real agents: one in Python that shares no code with the agent.</summary>
public sealed class ExecutorTests
{
    private static readonly string Python = $"exec python3 {Path.Combine(Repository.Root, "tests/Cluster/executor.py")}";

    private static readonly string ManyTasks = $"exec dotnet {TestProgram.PathOf("ManyTasksExecutor")}";

    [Theory, InlineData(""), InlineData(" --socket")]
    public async Task An_executor_of_another_language_runs_tasks_hears_messages_and_kills(string way)
    {
        await using var cluster = await TestCluster.Start(1, "--allocation_interval=200ms");
        await using var framework = await TestFramework.Subscribe(cluster.Master);

        await framework.Launch(TestFramework.OfExecutor("a", Python + way, "run"));
        var first = await framework.Reaches("a", TaskState.Running);
        await framework.Launch(TestFramework.OfExecutor("b", Python + way, "end"));
        Assert.Equal(TaskState.Finished, (await framework.Reaches("b", TaskState.Finished)).State);
        framework.Scheduler.Send(first.SlaveId!.Value, new ExecutorId("it"), "hi"u8);
        var echo = await framework.Sees<SchedulerEvent.MessageReceived>();
        framework.Scheduler.Kill(new TaskId("a"));
        var killed = await framework.Reaches("a", TaskState.Killed);

        Assert.StartsWith("by pid", first.Message, StringComparison.Ordinal);
        Assert.Equal(first.Message, framework.StatusesOf("b")[0].Message);
        Assert.Equal("echo hi", Encoding.UTF8.GetString(echo.Data.AsSpan()));
        Assert.Equal((TaskState.Killed, "as asked"), (killed.State, killed.Message));
    }

    [Fact]
    public async Task One_process_runs_a_hundred_tasks()
    {
        const int Count = 100;
        await using var cluster = await TestCluster.Start(1, "--allocation_interval=200ms");
        await using var framework = await TestFramework.Subscribe(cluster.Master);
        string[] ids = [.. Enumerable.Range(0, Count).Select(i => $"t{i}")];

        await framework.Launch(ids.Select(id => TestFramework.OfExecutor(id, ManyTasks, "5")));
        await framework.End(ids);

        Assert.All(ids, id => Assert.Equal([TaskState.Running, TaskState.Finished], framework.StatusesOf(id).Select(status => status.State)));
        Assert.Single(framework.Events.OfType<SchedulerEvent.TaskUpdated>().Select(told => told.Update.Status.ExecutorId).Distinct());
    }
}
