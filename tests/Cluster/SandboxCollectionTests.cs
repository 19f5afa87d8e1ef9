using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>The directories of what has ended, also before a restart of the agent, do not stay.</summary>
[Trait("Category", "Long")]
public sealed class SandboxCollectionTests
{
    [Fact, Trait("Invariant", "6 no orphan")]
    public async Task What_ended_or_lost_its_link_before_a_restart_and_what_ends_after_it_is_collected_and_what_runs_stays()
    {
        await using var tasks = new MarkedTasks();
        await using var cluster = await TestCluster.Start(1);
        await using var framework = await TestFramework.Subscribe(cluster.Master, new FrameworkInfo { Name = "test", Checkpoint = true });
        await framework.Launch(
            TestFramework.Command("done", "true"), TestFramework.Command("unlinked", tasks.Sleep()), TestFramework.Command("runs", tasks.Sleep()));
        var slave = (await framework.Reaches("unlinked", TaskState.Running)).SlaveId!.Value;
        await framework.Reaches("runs", TaskState.Running);
        Assert.Equal(TaskState.Finished, (await framework.Reaches("done", TaskState.Finished)).State);
        var ofFramework = Path.Combine("slaves", slave.Value, "frameworks", framework.Scheduler.FrameworkId.Value);
        var kept = Path.Combine(cluster.Folder, "agent-0/meta", ofFramework, "executors");
        var sandboxes = Path.Combine(cluster.Folder, "agent-0", ofFramework, "executors");
        await Eventually.Holds("the end is acknowledged", () => !Directory.Exists(Path.Combine(kept, "done")));
        Assert.Equal(["done", "runs", "unlinked"], Names(sandboxes));

        await cluster.Agents[0].Kill9();
        File.Delete(Path.Combine(kept, "unlinked/runs/latest"));
        await cluster.RestartAgent(0, "--gc_delay=1secs");

        Assert.Equal(TaskState.Lost, (await framework.Reaches("unlinked", TaskState.Lost)).State);
        Assert.Single(tasks.Pids);
        await Eventually.Holds("what has ended is collected", () => Names(sandboxes) is ["runs"]);
        Assert.Equal(["runs"], Names(kept));
        Assert.True(File.Exists(Path.Combine(sandboxes, "runs/runs/latest/stdout")));

        await framework.Launch(TestFramework.Command("later", "true"));
        Assert.Equal(TaskState.Finished, (await framework.Reaches("later", TaskState.Finished)).State);
        await Eventually.Holds("what ends now is collected", () => Names(sandboxes) is ["runs"]);
        framework.Scheduler.Kill(new TaskId("runs"));
        Assert.Equal(TaskState.Killed, (await framework.Reaches("runs", TaskState.Killed)).State);
        await Eventually.Holds("nothing of the framework is left", () => !Directory.Exists(Path.Combine(cluster.Folder, "agent-0", ofFramework)));
    }

    private static string[] Names(string directory) => [.. new DirectoryInfo(directory).EnumerateDirectories().Select(child => child.Name).Order(StringComparer.Ordinal)];
}
