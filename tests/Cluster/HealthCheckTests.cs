using System.Net;
using System.Net.Sockets;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

/// <summary>Tasks whose agent finds out whether they are well.</summary>
public sealed class HealthCheckTests
{
    private static readonly HealthCheck Quick = new() { DelaySeconds = 0, IntervalSeconds = 0.1, TimeoutSeconds = 60, GracePeriodSeconds = 0, Failures = 2 };

    private static readonly (TaskState, bool?)[] WellThenNot =
        [(TaskState.Running, null), (TaskState.Running, true), (TaskState.Running, false), (TaskState.Running, false), (TaskState.Failed, null)];

    [Fact]
    public async Task A_command_check_goes_on_after_a_restart_of_the_agent_and_at_its_limit_the_task_fails_with_the_reason()
    {
        await using var tasks = new MarkedTasks();
        await using var cluster = await TestCluster.Start(1, "--allocation_interval=200ms");
        await using var framework = await TestFramework.Subscribe(cluster.Master, new FrameworkInfo { Name = "test", Checkpoint = true });
        await framework.Launch(TestFramework.Command("t", $"touch well; {tasks.Sleep()}") with
        {
            HealthCheck = Quick with { Command = new CommandInfo { Value = $"test -e well # {tasks.Mark}" } },
        });
        await framework.Until("the word that it is well", () => Told(framework, "t").Contains((TaskState.Running, true)));

        await cluster.Agents[0].Kill9();
        File.Delete(Directory.EnumerateFiles(Path.Combine(cluster.Folder, "agent-0/slaves"), "well", SearchOption.AllDirectories)
            .Single(file => !file.Contains("/latest/", StringComparison.Ordinal)));
        await cluster.RestartAgent(0);

        var end = await framework.Reaches("t", TaskState.Failed);
        Assert.StartsWith("Health check failed 2 times in a row: Command exited with status 1", end.Message, StringComparison.Ordinal);
        Assert.Empty(tasks.Pids);
        var told = Told(framework, "t");
        // The first check may have come before the file.
        Assert.Equal(WellThenNot.Skip(1), told.Skip(told.IndexOf((TaskState.Running, true))));
    }

    [Fact]
    public async Task Checks_by_TCP_and_HTTP_ask_the_ports_of_the_machine_and_a_check_that_makes_no_sense_is_refused_in_words()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = (uint)((IPEndPoint)listener.LocalEndpoint).Port;
        await using var cluster = await TestCluster.Start(1, "--allocation_interval=200ms");
        await using var framework = await TestFramework.Subscribe(cluster.Master);
        await framework.Launch(
            TestFramework.Command("tcp", "sleep 600") with { HealthCheck = Quick with { Tcp = new TcpCheck { Port = port } } },
            TestFramework.Command("http", "sleep 600") with
            {
                HealthCheck = Quick with { Failures = 1000, Http = new HttpCheck { Port = (uint)new Uri($"http://{cluster.Master}").Port, Path = "/master/health" } },
            },
            TestFramework.Command("none", "sleep 600") with { HealthCheck = Quick with { Http = new HttpCheck { Port = 0 } } });

        var refused = await framework.Reaches("none", TaskState.Lost);
        Assert.Equal("Task has an invalid health check: the port 0 of the health check is none: expected 1 to 65535", refused.Message);
        await framework.Until("the word that both are well", () => Told(framework, "tcp").Contains((TaskState.Running, true)) && Told(framework, "http").Contains((TaskState.Running, true)));
        listener.Stop();
        await framework.Reaches("tcp", TaskState.Failed);
        Assert.Equal(WellThenNot, Told(framework, "tcp"));
        framework.Scheduler.Kill(new TaskId("http"));
        Assert.Equal(TaskState.Killed, (await framework.Reaches("http", TaskState.Killed)).State);
    }

    [Fact]
    public async Task A_task_of_an_executor_that_is_not_well_is_killed_by_its_executor_and_has_failed()
    {
        await using var cluster = await TestCluster.Start(1, "--allocation_interval=200ms");
        await using var framework = await TestFramework.Subscribe(cluster.Master);
        await framework.Launch(new TaskInfo
        {
            Name = "t",
            TaskId = new TaskId("t"),
            SlaveId = new SlaveId(""),
            Resources = Resources.Parse("cpus:0.1;mem:16"),
            HealthCheck = Quick with { Command = new CommandInfo { Value = "false" } },
            Executor = new ExecutorInfo
            {
                ExecutorId = new ExecutorId("it"),
                Command = new CommandInfo { Value = $"exec python3 {Path.Combine(Repository.Root, "tests/Cluster/executor.py")}" },
                Resources = Resources.Parse("cpus:0.1;mem:64"),
            },
        });

        var end = await framework.Reaches("t", TaskState.Failed);
        Assert.Equal((TaskState.Failed, "Health check failed 2 times in a row: Command exited with status 1"), (end.State, end.Message));
    }

    private static List<(TaskState State, bool? Healthy)> Told(TestFramework framework, string task) =>
        [.. framework.StatusesOf(task).Select(status => (status.State, status.Healthy))];
}
