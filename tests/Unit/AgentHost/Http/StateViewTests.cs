using System.Collections.Immutable;
using System.Text;
using MesosOrleans.AgentHost;
using MesosOrleans.AgentHost.Http;
using MesosOrleans.Http;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.AgentHost.Executors;
using MesosOrleans.Tests.Unit.AgentHost.Tasks;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Http;

public sealed class StateViewTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_795_397_284_134);

    [Fact]
    public void An_agent_without_an_id_shows_an_empty_one_and_its_own_resources() => Assert.Equal(
        """{"attributes":{"rack":"b1"},"build_date":"2026-11-23 01:28:04","build_time":1795397284,"build_user":"","completed_frameworks":[],"failed_tasks":0,"finished_tasks":0,"flags":{"port":"5051"},"frameworks":[],"""
        + """ "hostname":"h","id":"","killed_tasks":0,"lost_tasks":0,"master_hostname":"m","pid":"slave(1)@127.0.0.1:5051","""[1..]
        + """ "resources":{"cpus":4,"disk":0,"mem":0},"staged_tasks":0,"start_time":1795397284.134,"started_tasks":0,"version":"0.19.0"}"""[1..],
        Json(new AnAgent()));

    [Fact]
    public void A_task_is_queued_then_runs_then_is_completed_within_its_executor_and_at_last_history()
    {
        var agent = new AnAgent();
        agent.Launch(ATask.With(command: "sleep 98765", environment: ("A", "1")));

        var queued = Executor(agent);
        Assert.Equal(
            ("t1", "name of t1", "sleep 98765"),
            (queued.QueuedTasks.Single().Id, queued.QueuedTasks[0].Name, queued.QueuedTasks[0].Command!.Value));
        Assert.Equal("Command Executor (Task: t1) (Command: sh -c 'sleep 98765')", queued.Name);
        Assert.Equal("A", queued.QueuedTasks[0].Command!.Environment!.Variables.Single().Name);
        Assert.Empty(queued.Tasks);

        agent.Started(1);
        var running = Executor(agent);
        Assert.Equal("TASK_RUNNING", running.Tasks.Single().State);
        Assert.Equal((1.0, 32), (running.Resources.Cpus, running.Resources.Mem));
        Assert.Empty(running.QueuedTasks);

        agent.Exited(1);
        var ended = Executor(agent);
        Assert.Equal("TASK_FINISHED", ended.CompletedTasks.Single().State);
        Assert.Equal(0, ended.Resources.Cpus);
        Assert.Empty(ended.Tasks);

        agent.Acknowledge("t1");
        var document = StateView.Of(agent.Machine, Agent());
        Assert.Empty(document.Frameworks);
        Assert.Equal("t1", document.CompletedFrameworks.Single().CompletedExecutors.Single().Id);
        Assert.Equal((1, 1), (document.StagedTasks, document.FinishedTasks));
    }

    [Fact]
    public void An_executor_shows_all_its_tasks_and_what_it_uses_with_them()
    {
        var agent = AnAgent.WithExecutor(new AConnection(), tasks: ["t1", "t2"]);
        agent.Update("t1", TaskState.Finished, 1);
        agent.Step((machine, _, _) => machine.Find(AnAgent.F, AnAgent.E)!.Connection = null);
        agent.Launch(AnAgent.TaskOf("t3"));
        var executor = Executor(agent);

        Assert.Equal(("e1", "t2", "t1"), (executor.Id, executor.Tasks.Single().Id, executor.CompletedTasks.Single().Id));
        Assert.Equal((2.5, 80), (executor.Resources.Cpus, executor.Resources.Mem));
        Assert.Equal(("e1", "./executor"), (executor.QueuedTasks.Single().Executor!.ExecutorId, executor.QueuedTasks[0].Executor!.Command.Value));
    }

    private static ExecutorDocument Executor(AnAgent agent) => StateView.Of(agent.Machine, Agent()).Frameworks.Single().Executors.Single();

    private static string Json(AnAgent agent) =>
        Encoding.UTF8.GetString(JsonAnswer.Of(StateView.Of(agent.Machine, Agent()), AgentJson.Readable.StateDocument).Body.Span);

    private static AgentIdentity Agent() => new(
        new SlaveInfo { Hostname = "h", Resources = Resources.Parse("cpus:4"), Attributes = Attributes.Parse("rack:b1") },
        "slave(1)@127.0.0.1:5051",
        "m",
        ImmutableSortedDictionary<string, string>.Empty.Add("port", "5051"),
        null,
        Now,
        Now);
}
