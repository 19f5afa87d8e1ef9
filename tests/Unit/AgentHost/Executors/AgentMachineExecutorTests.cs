using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Executors;
using MesosOrleans.Executors;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.AgentHost.Tasks;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Executors;

/// <summary>Custom executors: programs that subscribe.</summary>
public sealed class AgentMachineExecutorTests
{
    private readonly AConnection _connection = new();

    [Fact]
    public void Tasks_wait_in_their_order_until_the_executor_subscribes()
    {
        var agent = new AnAgent();
        var start = Assert.Single(agent.Launch(AnAgent.TaskOf("t1")).Actions.OfType<AgentAction.Start>());
        Assert.Equal(Resources.Parse("cpus:1.5;mem:48"), start.Resources);
        Assert.Empty(agent.Launch(AnAgent.TaskOf("t2")).Actions.OfType<AgentAction.Start>());
        agent.Started(1);
        Assert.Empty(agent.Reports);

        Assert.Equal(ExecutorAnswer.Accepted, agent.Subscribe(_connection));
        var subscribed = Assert.IsType<ExecutorEvent.Subscribed>(_connection.Events[0]);
        Assert.Equal((AnAgent.E, AnAgent.F, new ContainerId("c1")), (subscribed.Executor.ExecutorId, subscribed.Framework.Id, subscribed.ContainerId));
        Assert.Equal(["t1", "t2"], _connection.Launched);
    }

    [Fact]
    public void An_executor_is_used_again_and_its_container_is_resized_as_tasks_come_and_go()
    {
        var agent = AnAgent.WithExecutor(_connection, tasks: "t1");
        agent.Launch(AnAgent.TaskOf("t2"));
        agent.Deliver();
        Assert.Equal(Resources.Parse("cpus:2.5;mem:80"), Assert.Single(agent.Effects.Actions.OfType<AgentAction.Resize>()).Resources);
        agent.Update("t1", TaskState.Finished, 1);

        Assert.Equal(Resources.Parse("cpus:1.5;mem:48"), Assert.Single(agent.Effects.Actions.OfType<AgentAction.Resize>()).Resources);
        Assert.Equal(["t1", "t2"], _connection.Launched);
        agent.Update("t2", TaskState.Finished, 2);
        agent.Acknowledge("t1");
        agent.Acknowledge("t2");
        Assert.Equal(ExecutorState.Running, agent.Machine.Find(AnAgent.F, AnAgent.E)!.State);
        Assert.Equal(Resources.Parse("cpus:0.5;mem:16"), agent.Machine.Find(AnAgent.F, AnAgent.E)!.Resources);
    }

    [Fact]
    public void An_update_keeps_its_uuid_and_time_is_told_once_and_acknowledged_each_time()
    {
        var agent = AnAgent.WithExecutor(_connection, tasks: "t1");
        Assert.Equal(ExecutorAnswer.Accepted, agent.Update("t1", TaskState.Running, 1));
        agent.Update("t1", TaskState.Running, 1);

        var told = Assert.Single(agent.Reports);
        Assert.Equal((AnAgent.UpdateOf("t1", TaskState.Running, 1).Uuid, 7.0, new SlaveId("S-0"), AnAgent.E),
            (told.Uuid, told.Timestamp, told.SlaveId!.Value, told.ExecutorId!.Value));
        Assert.Equal(2, _connection.Events.OfType<ExecutorEvent.Acknowledged>().Count(known => known.Uuid == told.Uuid));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_second_terminal_update_is_acknowledged_and_goes_no_further(bool afterAcknowledgement)
    {
        var agent = AnAgent.WithExecutor(_connection, tasks: "t1");
        agent.Update("t1", TaskState.Finished, 1);
        if (afterAcknowledgement)
        {
            agent.Acknowledge("t1");
        }

        agent.Update("t1", TaskState.Failed, 2);

        Assert.Equal(["t1 TASK_FINISHED"], agent.Told);
        Assert.Contains(new ExecutorEvent.Acknowledged(new TaskId("t1"), AnAgent.UpdateOf("t1", TaskState.Failed, 2).Uuid), _connection.Events);
    }

    [Fact]
    public void Who_is_not_known_or_has_not_subscribed_is_told_so()
    {
        var agent = new AnAgent();
        Assert.Equal(ExecutorAnswer.UnknownFramework, agent.Subscribe(_connection));
        agent.Launch(ATask.With("command"));
        Assert.Equal(ExecutorAnswer.UnknownExecutor, agent.Subscribe(_connection));
        agent.Launch(AnAgent.TaskOf("t1"));
        Assert.Equal(ExecutorAnswer.NotSubscribed, agent.Update("t1", TaskState.Running, 1));
        Assert.Empty(agent.Reports);
        Assert.Empty(_connection.Events);
    }

    [Fact]
    public void A_command_has_no_executor_that_could_subscribe()
    {
        var agent = new AnAgent();
        agent.Launch(ATask.With("e1"));

        Assert.Equal(ExecutorAnswer.UnknownExecutor, agent.Subscribe(_connection));
    }

    [Fact]
    public void Messages_go_both_ways_while_the_executor_listens()
    {
        var agent = AnAgent.WithExecutor(_connection, tasks: "t1");
        agent.Step((machine, _, effects) => machine.Tell(AnAgent.F, AnAgent.E, [1, 2], effects));
        agent.Deliver();
        Assert.Equal([1, 2], Assert.Single(_connection.Events.OfType<ExecutorEvent.Message>()).Data);

        agent.Step((machine, _, effects) => Assert.Equal(ExecutorAnswer.Accepted, machine.Message(AnAgent.F, AnAgent.E, [3], effects)));
        Assert.Equal([3], Assert.Single(agent.Effects.Actions.OfType<AgentAction.Tell>()).Data);

        agent.Step((machine, _, _) => machine.Disconnected(AnAgent.F, AnAgent.E, _connection));
        agent.Step((machine, _, effects) => machine.Tell(AnAgent.F, AnAgent.E, [4], effects));
        Assert.Empty(agent.Effects.Actions);
    }

    [Fact]
    public void An_executor_that_does_not_subscribe_in_time_is_ended_and_its_tasks_are_lost()
    {
        var agent = new AnAgent();
        agent.Launch(AnAgent.TaskOf("t1"));
        agent.Starting(1);
        agent.Started(1);
        agent.Now += TimeSpan.FromMinutes(1);

        agent.Step((machine, now, effects) => machine.Tick(now, effects));
        Assert.Equal(new AgentAction.Kill(AnAgent.Container(1), TimeSpan.Zero), Assert.Single(agent.Effects.Actions));
        agent.Launch(AnAgent.TaskOf("t2"));
        Assert.Equal("t2 TASK_LOST: Executor terminating/terminated", agent.Told.Last());
        agent.Ended(1, ContainerTermination.Of(TaskExit.OfRawStatus(9)));
        Assert.Equal("t1 TASK_LOST: Executor did not register within 1mins (Command terminated with signal Killed)", agent.Told.Last());
        Assert.Equal(new AgentAction.Exited(AnAgent.F, AnAgent.E, 9), agent.Effects.Actions.OfType<AgentAction.Exited>().Single());
    }

    [Fact]
    public void When_an_executor_ends_its_tasks_are_lost_before_its_end_is_told_and_it_stays_until_they_are_acknowledged()
    {
        var agent = AnAgent.WithExecutor(_connection, tasks: ["t1", "t2"]);
        agent.Update("t1", TaskState.Running, 1);
        agent.Exited(1, 3);

        Assert.Equal(
            ["t1 TASK_RUNNING", "t1 TASK_LOST: Executor terminated (Command exited with status 3)", "t2 TASK_LOST: Executor terminated (Command exited with status 3)"],
            agent.Told);
        var actions = agent.Effects.Actions;
        Assert.True(actions.FindLastIndex(action => action is AgentAction.Report) < actions.FindIndex(action => action is AgentAction.Exited));
        Assert.Equal(3 << 8, actions.OfType<AgentAction.Exited>().Single().Status);
        Assert.True(_connection.IsClosed || actions.OfType<AgentAction.Close>().Any());
        agent.Acknowledge("t1");
        Assert.NotNull(agent.Machine.Find(AnAgent.F, AnAgent.E));
        agent.Acknowledge("t2");
        Assert.Null(agent.Machine.Find(AnAgent.F, AnAgent.E));
    }

    [Fact]
    public void An_executor_that_ends_by_itself_before_it_subscribed_loses_its_tasks_and_goes_when_that_is_acknowledged()
    {
        var agent = new AnAgent();
        agent.Launch(AnAgent.TaskOf("t1"));
        agent.Starting(1);
        agent.Started(1);
        agent.Exited(1, 3);

        Assert.Equal(["t1 TASK_LOST: Executor terminated (Command exited with status 3)"], agent.Told);
        Assert.Equal(new AgentAction.Exited(AnAgent.F, AnAgent.E, 3 << 8), agent.Effects.Actions.OfType<AgentAction.Exited>().Single());
        agent.Now += TimeSpan.FromMinutes(1);
        Assert.Empty(agent.Step((machine, now, effects) => machine.Tick(now, effects)).Actions);
        Assert.Equal(ExecutorAnswer.UnknownExecutor, agent.Subscribe(_connection));
        var sandbox = agent.Machine.Find(AnAgent.F, AnAgent.E)!.Sandbox;
        agent.Acknowledge("t1");
        Assert.Equal([sandbox.Directory, sandbox.Executor, sandbox.Framework], agent.Effects.Actions.OfType<AgentAction.Discard>().Select(left => left.Directory));
        Assert.Empty(agent.Machine.Frameworks);
    }

    [Fact]
    public void An_executor_that_exceeds_a_limit_fails_its_tasks()
    {
        var agent = AnAgent.WithExecutor(_connection, tasks: "t1");
        agent.Ended(1, new ContainerTermination(true, "Memory limit exceeded", TaskExit.OfRawStatus(9)));

        Assert.Equal(["t1 TASK_FAILED: Memory limit exceeded"], agent.Told);
    }

    [Fact]
    public void An_executor_that_ends_without_tasks_is_told_of_and_goes()
    {
        var agent = AnAgent.WithExecutor(_connection, tasks: "t1");
        agent.Update("t1", TaskState.Finished, 1);
        agent.Acknowledge("t1");
        agent.Exited(1);

        Assert.Single(agent.Effects.Actions.OfType<AgentAction.Exited>());
        Assert.Single(agent.Reports);
        Assert.Empty(agent.Machine.Frameworks);
    }

    [Fact]
    public void A_kill_reaches_the_executor_and_one_before_it_subscribed_ends_the_task_and_at_the_last_the_executor()
    {
        var agent = AnAgent.WithExecutor(_connection, tasks: "t1");
        agent.Kill("t1");
        agent.Deliver();
        Assert.Equal(new ExecutorEvent.Kill(new TaskId("t1")), _connection.Events[^1]);

        var early = new AnAgent();
        early.Launch(AnAgent.TaskOf("t1"));
        early.Launch(AnAgent.TaskOf("t2"));
        Assert.Empty(early.Kill("t1").Actions.OfType<AgentAction.Kill>());
        Assert.Single(early.Kill("t2").Actions.OfType<AgentAction.Kill>());
        Assert.Equal(["t1 TASK_KILLED: Unregistered executor", "t2 TASK_KILLED: Unregistered executor"], early.Told);
    }

    [Fact]
    public void While_an_executor_is_cut_off_tasks_and_kills_wait_for_it()
    {
        var agent = AnAgent.WithExecutor(_connection, tasks: "t1");
        agent.Update("t1", TaskState.Running, 1);
        agent.Step((machine, _, _) => machine.Disconnected(AnAgent.F, AnAgent.E, _connection));
        agent.Launch(AnAgent.TaskOf("t2"));
        agent.Kill("t1");
        var again = new AConnection();
        agent.Subscribe(again);

        Assert.Equal(["t2"], again.Launched);
        Assert.Contains(new ExecutorEvent.Kill(new TaskId("t1")), again.Events);
    }

    [Fact]
    public void A_task_that_was_under_way_when_the_connection_broke_is_lost_unless_the_executor_shows_it()
    {
        var agent = AnAgent.WithExecutor(_connection, tasks: ["t1", "t2"]);
        agent.Subscribe(new AConnection(), [AnAgent.TaskOf("t2")]);

        Assert.True(_connection.IsClosed);
        Assert.Equal(["t1 TASK_LOST: Task launched during slave restart"], agent.Told);
    }

    [Fact]
    public void The_late_end_of_a_former_connection_does_not_cut_off_the_new_one()
    {
        var agent = AnAgent.WithExecutor(_connection, tasks: "t1");
        var again = new AConnection();
        agent.Subscribe(again, [AnAgent.TaskOf("t1")]);
        agent.Step((machine, _, _) => machine.Disconnected(AnAgent.F, AnAgent.E, _connection));
        agent.Launch(AnAgent.TaskOf("t2"));
        agent.Deliver();

        Assert.Equal(["t2"], again.Launched);
    }

    [Fact]
    public void A_shutdown_is_said_first_and_done_by_force_after_the_grace_period()
    {
        var agent = AnAgent.WithExecutor(_connection, tasks: "t1");
        agent.Step((machine, now, effects) => machine.ShutdownExecutor(AnAgent.F, AnAgent.E, now, effects));
        agent.Deliver();
        Assert.IsType<ExecutorEvent.Shutdown>(_connection.Events[^1]);
        Assert.Empty(agent.Effects.Actions.OfType<AgentAction.Kill>());
        agent.Update("t1", TaskState.Killed, 1);
        agent.Now += TimeSpan.FromSeconds(5);
        agent.Step((machine, now, effects) => machine.Tick(now, effects));

        Assert.Equal(new AgentAction.Kill(AnAgent.Container(1), TimeSpan.Zero), Assert.Single(agent.Effects.Actions));
        Assert.Equal(["t1 TASK_KILLED"], agent.Told);
        var late = new AConnection();
        Assert.Equal(ExecutorAnswer.Accepted, agent.Subscribe(late));
        Assert.IsType<ExecutorEvent.Shutdown>(Assert.Single(late.Events));
        Assert.True(late.IsClosed);
    }

    [Fact]
    public void An_executor_has_its_own_grace_period_if_it_says_so()
    {
        var agent = new AnAgent();
        var task = AnAgent.TaskOf("t1");
        agent.Launch(task with { Executor = task.Executor! with { ShutdownGracePeriod = TimeSpan.FromMinutes(3) } });
        agent.Subscribe(_connection);
        agent.Step((machine, now, effects) => machine.ShutdownExecutor(AnAgent.F, AnAgent.E, now, effects));

        Assert.Equal(agent.Now + TimeSpan.FromMinutes(3), agent.Machine.NextDeadline);
    }

    [Fact]
    public void The_end_of_a_framework_shuts_its_executors_down_and_nothing_of_it_is_told()
    {
        var agent = AnAgent.WithExecutor(_connection, tasks: "t1");
        agent.Step((machine, now, effects) => machine.ShutdownFramework(AnAgent.F, now, effects));
        agent.Deliver();
        Assert.IsType<ExecutorEvent.Shutdown>(_connection.Events[^1]);
        agent.Update("t1", TaskState.Killed, 1);
        agent.Exited(1);

        Assert.Empty(agent.Reports);
        Assert.Empty(agent.Machine.Frameworks);
        Assert.Equal(AnAgent.E, agent.Machine.CompletedFrameworks.Single().Completed.Single().Id);
    }
}
