using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Executors;
using MesosOrleans.Executors;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.AgentHost.Tasks;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Executors;

/// <summary>Command tasks in containers of an external program, whose executor may be a process (rules 11.9 to 11.13, 15.5).</summary>
public sealed class AgentMachineExternalTests
{
    private static readonly TaskInfo Task = ATask.With("e1");

    private readonly AConnection _connection = new();

    [Fact]
    public void A_container_without_an_executor_of_its_own_runs_when_it_is_launched_and_ends_as_its_program_says()
    {
        var agent = Launched();

        agent.Exited(1, code: 0);

        Assert.Equal(["e1 TASK_RUNNING", "e1 TASK_FINISHED: Command exited with status 0"], agent.Told);
    }

    [Fact]
    public void An_executor_that_subscribes_gets_the_task_once_more_each_time_and_tells_its_end()
    {
        var agent = Launched();

        Assert.Equal(ExecutorAnswer.Accepted, agent.Subscribe(_connection));
        Assert.Equal(["e1"], _connection.Launched);
        Assert.Equal(ExecutorAnswer.Accepted, agent.Subscribe(_connection));
        Assert.Equal(["e1", "e1"], _connection.Launched);
        agent.Update("e1", TaskState.Running, 1);
        agent.Update("e1", TaskState.Failed, 2);
        agent.Exited(1, code: 0);

        // That it runs was told when its container was launched.
        Assert.Equal(["e1 TASK_RUNNING", "e1 TASK_FAILED"], agent.Told);
    }

    [Fact]
    public void An_executor_may_subscribe_before_the_launch_is_over()
    {
        var agent = new AnAgent(hasExternal: true);
        agent.Launch(Task);
        agent.Subscribe(_connection);
        Assert.Equal(["e1"], _connection.Launched);
        Assert.Empty(agent.Reports);
        agent.Update("e1", TaskState.Running, 1);
        agent.Started(1);

        Assert.Equal(["e1 TASK_RUNNING"], agent.Told);
    }

    [Fact]
    public void An_executor_that_ends_without_a_word_has_failed_its_task_whatever_its_status()
    {
        var agent = Launched();
        agent.Subscribe(_connection);

        agent.Exited(1, code: 0);

        Assert.Equal("e1 TASK_FAILED: Abnormal executor termination (Command exited with status 0)", agent.Told.Last());
    }

    [Fact]
    public void A_kill_goes_to_the_executor_if_there_is_one_and_else_to_the_container()
    {
        var agent = Launched();
        Assert.Single(agent.Kill("e1").Actions.OfType<AgentAction.Kill>());

        var other = Launched();
        other.Subscribe(_connection);
        Assert.Empty(other.Kill("e1").Actions.OfType<AgentAction.Kill>());
        other.Deliver();
        Assert.Equal(new ExecutorEvent.Kill(new TaskId("e1")), _connection.Events[^1]);
    }

    [Fact]
    public void Its_container_keeps_the_size_that_it_was_launched_with()
    {
        var agent = Launched();
        agent.Subscribe(_connection);
        agent.Update("e1", TaskState.Finished, 1);

        Assert.Empty(agent.Effects.Actions.OfType<AgentAction.Resize>());
    }

    [Fact]
    public void A_launch_that_is_given_up_for_its_lateness_says_both()
    {
        var agent = new AnAgent(hasExternal: true);
        agent.Launch(Task);
        agent.Starting(1);
        agent.Now += TimeSpan.FromMinutes(1);
        Assert.Single(agent.Step((machine, now, effects) => machine.Tick(now, effects)).Actions.OfType<AgentAction.Kill>());
        agent.Ended(1, new ContainerTermination(IsLimitation: true, "it was given up", TaskExit.Lost("")));

        Assert.Equal(["e1 TASK_FAILED: Executor did not register within 1mins: it was given up"], agent.Told);
    }

    [Fact]
    public void What_nobody_knows_any_more_after_a_restart_is_lost()
    {
        var agent = Launched();

        agent.Step((machine, now, effects) => machine.Vanished(AnAgent.Container(1), now, effects));

        Assert.Equal(["e1 TASK_RUNNING", "e1 TASK_LOST: Nothing of its container was found after the restart of the agent"], agent.Told);
        Assert.Equal(TaskStatusReason.SlaveRestarted, agent.Reports[^1].Status.Reason);
        agent.Acknowledge("e1");
        Assert.Empty(agent.Machine.Frameworks);
    }

    private static AnAgent Launched()
    {
        var agent = new AnAgent(hasExternal: true);
        agent.Launch(Task);
        agent.Starting(1);
        agent.Started(1);
        return agent;
    }
}
