using MesosOrleans.Connection;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Cluster;

[Collection(SharedClusterCollection.Name)]
public sealed class LaunchTests(SharedCluster shared)
{
    private TestCluster Cluster => shared.Cluster;

    [Fact]
    public async Task A_command_finishes_with_its_output_and_the_environment_of_Mesos_in_its_sandbox()
    {
        await using var framework = await TestFramework.Subscribe(Cluster.Master);
        await framework.Launch(TestFramework.Command("env", "echo out; echo err >&2; env; pwd") with
        {
            Command = new CommandInfo { Value = "echo out; echo err >&2; env", Environment = [new EnvironmentVariable("COLOUR", "blue")] },
        });

        Assert.Equal(TaskState.Finished, (await framework.Reaches("env", TaskState.Finished)).State);
        Assert.Equal([TaskState.Running, TaskState.Finished], framework.StatusesOf("env").Select(status => status.State));
        var sandbox = Path.GetDirectoryName(Directory.EnumerateFiles(Cluster.Folder, "stdout", SearchOption.AllDirectories)
            .Where(file => file.Contains($"/{framework.Scheduler.FrameworkId}/", StringComparison.Ordinal))
            .Single(file => !file.Contains("/latest/", StringComparison.Ordinal)))!;
        var output = await File.ReadAllLinesAsync(Path.Combine(sandbox, "stdout"));
        Assert.Equal("out", output[0]);
        Assert.Contains("COLOUR=blue", output);
        Assert.Contains($"MESOS_FRAMEWORK_ID={framework.Scheduler.FrameworkId}", output);
        Assert.Contains($"MESOS_DIRECTORY={sandbox}", output);
        Assert.Equal("err\n", await File.ReadAllTextAsync(Path.Combine(sandbox, "stderr")));
    }

    [Fact]
    public async Task A_command_that_fails_is_a_task_that_failed_with_its_exit_code()
    {
        await using var framework = await TestFramework.Subscribe(Cluster.Master);
        await framework.Launch(TestFramework.Command("bad", "exit 3"));

        var status = await framework.Reaches("bad", TaskState.Failed);
        Assert.Equal(TaskState.Failed, status.State);
        Assert.Contains("3", status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_does_not_exist_fails_with_127_and_the_reason()
    {
        await using var framework = await TestFramework.Subscribe(Cluster.Master);
        await framework.Launch(TestFramework.Command("missing", "no-such-command-here"));

        var status = await framework.Reaches("missing", TaskState.Failed);
        Assert.Equal(TaskState.Failed, status.State);
        Assert.Contains("127", status.Message, StringComparison.Ordinal);
        Assert.Contains("no-such-command-here", status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kill_ends_the_whole_tree_even_of_what_ignores_it()
    {
        await using var framework = await TestFramework.Subscribe(Cluster.Master);
        var mark = TaskProcesses.Mark();
        var loop = $"while true; do sleep 1; done # {mark}";
        await framework.Launch(TestFramework.Command("stubborn", $"trap '' TERM; setsid sh -c 'trap \"\" TERM; {loop}' & {loop}"));
        await framework.Reaches("stubborn", TaskState.Running);
        await Eventually.Holds("both shells run", () => TaskProcesses.With(mark).Count >= 2);

        framework.Scheduler.Kill(new TaskId("stubborn"));

        Assert.Equal(TaskState.Killed, (await framework.Reaches("stubborn", TaskState.Killed)).State);
        Assert.Empty(TaskProcesses.With(mark));
    }

    public static TheoryData<string, string, string> BadTasks => new()
    {
        { "a/b", "cpus:0.1;mem:16", "invalid characters" },
        { "line\nbreak", "cpus:0.1;mem:16", "invalid characters" },
        { "greedy", "cpus:1000;mem:16", "greater than" },
        { "nothing", "", "uses no resources" },
    };

    [Theory, MemberData(nameof(BadTasks))]
    public async Task A_task_that_cannot_be_launched_is_lost_with_the_reason_but_not_its_neighbour(
        string id, string resources, string reason)
    {
        await using var framework = await TestFramework.Subscribe(Cluster.Master);
        var offer = await framework.Offer();
        TaskInfo[] tasks =
        [
            TestFramework.Command(id, "true") with { SlaveId = offer.SlaveId, Resources = Resources.Parse(resources) },
            TestFramework.Command("neighbour", "true") with { SlaveId = offer.SlaveId },
        ];
        framework.Scheduler.Accept(offer, tasks);

        var status = await framework.Reaches(id, TaskState.Lost);
        Assert.Equal(TaskState.Lost, status.State);
        Assert.Contains(reason, status.Message, StringComparison.Ordinal);
        Assert.Equal(TaskState.Finished, (await framework.Reaches("neighbour", TaskState.Finished)).State);
    }

    [Fact]
    public async Task A_second_task_of_the_same_ID_is_refused_and_the_first_goes_on()
    {
        await using var framework = await TestFramework.Subscribe(Cluster.Master);
        var offer = await framework.Offer();
        var task = TestFramework.Command("twin", "sleep 600") with { SlaveId = offer.SlaveId };
        framework.Scheduler.Accept(offer, [task, task]);
        await framework.Reaches("twin", TaskState.Running);
        await framework.Until("the refusal of the second", () => framework.Events
            .OfType<SchedulerEvent.TaskUpdated>()
            .Any(told => told.Update.Status.Message?.Contains("duplicate", StringComparison.Ordinal) == true));
        Assert.Equal([TaskState.Running], framework.StatusesOf("twin").Select(status => status.State));
    }

    [Fact]
    public async Task The_task_grain_answers_for_a_task_waits_for_its_end_and_kills_it()
    {
        await using var framework = await TestFramework.Subscribe(Cluster.Master);
        await using var connection = await MasterConnection.Connect(Cluster.Master);
        await framework.Launch(TestFramework.Command("asked", "sleep 600"));
        await framework.Reaches("asked", TaskState.Running);
        var task = connection.Client.Task(framework.Scheduler.FrameworkId, new TaskId("asked"));

        Assert.Equal(TaskState.Running, (await task.Status())!.State);
        var end = task.WaitForEnd(TimeSpan.FromSeconds(8));
        Assert.True(await task.Kill());
        Assert.Equal(TaskState.Killed, (await end)!.State);
        Assert.Null(await connection.Client.Task(framework.Scheduler.FrameworkId, new TaskId("never")).Status());
    }

    [Fact]
    public async Task A_teardown_ends_the_tasks_of_the_framework()
    {
        var mark = TaskProcesses.Mark();
        await using (var framework = await TestFramework.Subscribe(Cluster.Master))
        {
            await framework.Launch(TestFramework.Command("forgotten", $"sleep 600; echo {mark}"));
            await framework.Reaches("forgotten", TaskState.Running);
        }

        await Eventually.Holds("no process of the task is left", () => TaskProcesses.With(mark).Count == 0);
    }
}
