using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Executors;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.AgentHost.Tasks;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Executors;

/// <summary>Command tasks: the agent plays their executor.</summary>
public sealed class AgentMachineCommandTests
{
    private readonly AnAgent _agent = new();

    [Fact]
    public void A_command_is_started_with_its_task_s_resources_runs_and_ends_as_its_process_does()
    {
        var start = Assert.Single(_agent.Launch(ATask.With("a b")).Actions.OfType<AgentAction.Start>());
        Assert.Equal(Resources.Parse("cpus:1;mem:32"), start.Resources);
        Assert.Equal("/w/slaves/S-0/frameworks/F-0000/executors/a%20b/runs/c1", start.Executor.Sandbox.Directory);
        _agent.Starting(1);
        _agent.Started(1);
        _agent.Exited(1);

        Assert.Equal(["a b TASK_RUNNING", "a b TASK_FINISHED: Command exited with status 0"], _agent.Told);
        Assert.NotEmpty(_agent.Machine.Frameworks);
        _agent.Acknowledge("a b");
        Assert.Empty(_agent.Machine.Frameworks);
        Assert.Equal("a b", _agent.Machine.CompletedFrameworks.Single().Completed.Single().Completed.Single().Id.Value);
        Assert.Null(_agent.Machine.Find(AnAgent.Container(1)));
    }

    [Fact]
    public void The_newest_tasks_of_the_past_are_remembered_oldest_first_and_what_is_not_acknowledged_is_not_past()
    {
        foreach (var (id, number) in new[] { ("a", 1), ("b", 2), ("c", 3), ("d", 4) })
        {
            _agent.Launch(ATask.With(id));
            _agent.Started(number);
            _agent.Exited(number);
            if (id != "d")
            {
                _agent.Acknowledge(id);
            }

            _agent.Now += TimeSpan.FromSeconds(1);
        }

        Assert.Equal(["b", "c"], _agent.Machine.History(max: 2).Select(task => task.TaskId.Value));
        Assert.Equal(TaskState.Finished, _agent.Machine.History(max: 9)[0].State);
        Assert.Equal(3, _agent.Machine.History(max: 9).Length);
    }

    [Fact]
    public void A_kill_before_the_start_ends_the_task_and_the_start()
    {
        _agent.Launch(ATask.With());
        var kill = Assert.Single(_agent.Kill("t1").Actions.OfType<AgentAction.Kill>());

        Assert.Equal((AnAgent.Container(1), TimeSpan.Zero), (kill.Container, kill.Grace));
        Assert.Equal(["t1 TASK_KILLED: Killed before it was started"], _agent.Told);
        _agent.Started(1);
        _agent.Ended(1, ContainerTermination.Of(TaskExit.Lost("ended")));
        Assert.Single(_agent.Reports);
        _agent.Acknowledge("t1");
        Assert.Empty(_agent.Machine.Frameworks);
    }

    [Fact]
    public void A_kill_while_it_runs_gives_it_its_grace_period_and_the_end_is_a_kill()
    {
        _agent.Launch(ATask.With() with { KillPolicy = new KillPolicy { GracePeriod = TimeSpan.FromSeconds(9) } });
        _agent.Started(1);

        Assert.Equal(new AgentAction.Kill(AnAgent.Container(1), TimeSpan.FromSeconds(9)), Assert.Single(_agent.Kill("t1").Actions));
        _agent.Ended(1, ContainerTermination.Of(TaskExit.OfRawStatus(15)));
        Assert.Equal(["t1 TASK_RUNNING", "t1 TASK_KILLED: Command terminated with signal Terminated"], _agent.Told);
    }

    [Fact]
    public void A_kill_of_what_is_not_here_or_has_ended_does_nothing()
    {
        Assert.Empty(_agent.Kill("t1").Actions);
        _agent.Launch(ATask.With());
        _agent.Started(1);
        Assert.Empty(_agent.Kill("other").Actions);
        _agent.Exited(1);
        Assert.Empty(_agent.Kill("t1").Actions);
    }

    [Fact]
    public void A_limit_that_ended_it_is_a_failure_in_the_words_of_its_isolator_though_it_was_killed()
    {
        _agent.Launch(ATask.With());
        _agent.Started(1);
        _agent.Kill("t1");
        _agent.Ended(1, new ContainerTermination(true, "Memory limit exceeded", TaskExit.OfRawStatus(9)));

        Assert.Equal("t1 TASK_FAILED: Memory limit exceeded", _agent.Told.Last());
        Assert.Equal(TaskStatusReason.ContainerLimitation, _agent.Reports[^1].Status.Reason);
    }

    [Fact]
    public void A_command_that_cannot_be_started_is_a_failure_with_the_reason()
    {
        _agent.Launch(ATask.With());
        _agent.Ended(1, new ContainerTermination(true, "The task could not be started: no such file", TaskExit.Lost("x")));

        Assert.Equal(["t1 TASK_FAILED: The task could not be started: no such file"], _agent.Told);
        Assert.Equal(TaskStatusReason.ContainerLaunchFailed, _agent.Reports[^1].Status.Reason);
    }

    [Fact]
    public void A_start_that_takes_longer_than_the_registration_timeout_is_ended_and_the_task_fails()
    {
        _agent.Launch(ATask.With());
        Assert.Null(_agent.Machine.NextDeadline);
        _agent.Starting(1);
        _agent.Now += TimeSpan.FromSeconds(59);
        Assert.Empty(_agent.Step((machine, now, effects) => machine.Tick(now, effects)).Actions);
        _agent.Now = _agent.Machine.NextDeadline!.Value;

        Assert.Equal(new AgentAction.Kill(AnAgent.Container(1), TimeSpan.Zero), Assert.Single(_agent.Step((machine, now, effects) => machine.Tick(now, effects)).Actions));
        _agent.Ended(1, ContainerTermination.Of(TaskExit.Lost("ended")));
        Assert.Equal(["t1 TASK_FAILED: Executor did not register within 1mins"], _agent.Told);
    }

    [Fact]
    public void A_running_command_has_no_deadline()
    {
        _agent.Launch(ATask.With());
        _agent.Starting(1);
        _agent.Started(1);
        _agent.Now += TimeSpan.FromDays(1);

        Assert.Empty(_agent.Step((machine, now, effects) => machine.Tick(now, effects)).Actions);
        Assert.Null(_agent.Machine.NextDeadline);
    }

    [Fact]
    public void A_task_that_no_process_can_be_started_for_fails_at_once_and_leaves_nothing()
    {
        Assert.Empty(_agent.Launch(ATask.With(command: "\0")).Actions.OfType<AgentAction.Start>());

        Assert.Equal(TaskState.Failed, Assert.Single(_agent.Reports).Status.State);
        Assert.Empty(_agent.Machine.Frameworks);
    }

    [Fact]
    public void A_second_task_of_the_same_id_as_one_that_ends_is_refused()
    {
        _agent.Launch(ATask.With());
        _agent.Launch(ATask.With());

        Assert.Equal(["t1 TASK_FAILED: Attempted to run multiple tasks using a \"command\" executor"], _agent.Told);
    }

    [Fact]
    public void The_end_of_a_framework_ends_its_commands_and_tells_nobody()
    {
        _agent.Launch(ATask.With());
        _agent.Started(1);
        _agent.Step((machine, now, effects) => machine.ShutdownFramework(AnAgent.F, now, effects));
        Assert.Equal(new AgentAction.Kill(AnAgent.Container(1), null), Assert.Single(_agent.Effects.Actions));
        Assert.Empty(_agent.Launch(ATask.With("late")).Actions);
        _agent.Exited(1, 3);

        Assert.Equal(["t1 TASK_RUNNING"], _agent.Told);
        Assert.Empty(_agent.Machine.Frameworks);
    }

    [Fact]
    public void A_task_whose_framework_went_before_it_had_a_state_to_tell_is_no_history()
    {
        _agent.Launch(ATask.With());
        _agent.Step((machine, now, effects) => machine.ShutdownFramework(AnAgent.F, now, effects));
        _agent.Ended(1, ContainerTermination.Of(TaskExit.Lost("ended")));

        Assert.Empty(_agent.Machine.Frameworks);
        Assert.Empty(_agent.Machine.History(max: 9));
    }

    [Fact]
    public void The_executor_of_a_command_is_named_as_in_mesos()
    {
        Assert.Equal("Command Executor (Task: t1) (Command: sh -c 'sleep 98765')", CommandExecutor.NameOf(ATask.With(command: "sleep 98765")));
        Assert.Equal("Command Executor (Task: t1) (Command: sh -c '123456789012...')", CommandExecutor.NameOf(ATask.With(command: "1234567890123456")));
    }
}
