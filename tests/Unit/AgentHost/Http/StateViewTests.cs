using System.Collections.Immutable;
using System.Text;
using MesosOrleans.AgentHost;
using MesosOrleans.AgentHost.Http;
using MesosOrleans.AgentHost.Sandboxes;
using MesosOrleans.AgentHost.Tasks;
using MesosOrleans.Http;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.AgentHost.Tasks;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Http;

public sealed class StateViewTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_795_397_284_134);

    [Fact]
    public void An_agent_without_an_id_shows_an_empty_one_and_its_own_resources() => Assert.Equal(
        """{"attributes":{"rack":"b1"},"completed_frameworks":[],"failed_tasks":0,"finished_tasks":0,"flags":{"port":"5051"},"frameworks":[],"""
        + """ "hostname":"h","id":"","killed_tasks":0,"lost_tasks":0,"master_hostname":"m","pid":"slave(1)@127.0.0.1:5051","""[1..]
        + """ "resources":{"cpus":4,"disk":0,"mem":0},"staged_tasks":0,"start_time":1795397284.134,"started_tasks":0,"version":"0.19.0"}"""[1..],
        Json(new TaskTable()));

    [Fact]
    public void A_task_is_queued_then_runs_then_is_completed_within_its_executor_and_at_last_history()
    {
        var table = new TaskTable();
        var task = Add(table);

        var queued = Executor(table);
        Assert.Equal(
            ("t1", "name of t1", "sleep 98765"),
            (queued.QueuedTasks.Single().Id, queued.QueuedTasks[0].Name, queued.QueuedTasks[0].Command!.Value));
        Assert.Equal("A", queued.QueuedTasks[0].Command!.Environment!.Variables.Single().Name);
        Assert.Empty(queued.Tasks);

        table.Changed(task, TaskState.Running, Now);
        var running = Executor(table);
        Assert.Equal("TASK_RUNNING", running.Tasks.Single().State);
        Assert.Equal((1.0, 32), (running.Resources.Cpus, running.Resources.Mem));
        Assert.Empty(running.QueuedTasks);

        table.Changed(task, TaskState.Finished, Now);
        var ended = Executor(table);
        Assert.Equal("TASK_FINISHED", ended.CompletedTasks.Single().State);
        Assert.Equal(0, ended.Resources.Cpus);
        Assert.Empty(ended.Tasks);

        table.Forget(task);
        var document = StateView.Of(table, Agent());
        Assert.Empty(document.Frameworks);
        Assert.Equal("t1", document.CompletedFrameworks.Single().CompletedExecutors.Single().Id);
        Assert.Equal((1, 1), (document.StagedTasks, document.FinishedTasks));
    }

    [Fact]
    public void The_executor_of_a_command_is_named_as_in_mesos()
    {
        Assert.Equal("Command Executor (Task: t1) (Command: sh -c 'sleep 98765')", StateView.ExecutorNameOf(ATask.With(command: "sleep 98765")));
        Assert.Equal("Command Executor (Task: t1) (Command: sh -c '123456789012...')", StateView.ExecutorNameOf(ATask.With(command: "1234567890123456")));
    }

    private static AgentTask Add(TaskTable table)
    {
        var task = ATask.With(command: "sleep 98765", environment: ("A", "1"));
        return table.Add(
            ATask.Framework(), task, SandboxPath.Of("/w", task.SlaveId, new FrameworkId("F-0000"), new ExecutorId("t1"), new ContainerId("c")));
    }

    private static ExecutorDocument Executor(TaskTable table) => StateView.Of(table, Agent()).Frameworks.Single().Executors.Single();

    private static string Json(TaskTable table) =>
        Encoding.UTF8.GetString(JsonAnswer.Of(StateView.Of(table, Agent()), AgentJson.Readable.StateDocument).Body.Span);

    private static AgentIdentity Agent() => new(
        new SlaveInfo { Hostname = "h", Resources = Resources.Parse("cpus:4"), Attributes = Attributes.Parse("rack:b1") },
        "slave(1)@127.0.0.1:5051",
        "m",
        ImmutableSortedDictionary<string, string>.Empty.Add("port", "5051"),
        null,
        Now);
}
