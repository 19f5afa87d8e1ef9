using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Executors;
using MesosOrleans.AgentHost.Recovery;
using MesosOrleans.Executors;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.AgentHost.Tasks;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Executors;

/// <summary>What becomes of what the checks of a task find.</summary>
public sealed class AgentMachineHealthTests
{
    private static readonly HealthCheck Check = new() { Tcp = new TcpCheck { Port = 1 }, GracePeriodSeconds = 0, Failures = 2 };

    private readonly AnAgent _agent = new(checkpoint: true) { Now = DateTimeOffset.UnixEpoch.AddHours(1) };

    private IEnumerable<(TaskState State, bool? Healthy)> Told => _agent.Reports.Select(update => (update.Status.State, update.Status.Healthy));

    [Fact]
    public void A_task_is_checked_from_the_moment_it_runs_and_not_after_its_end()
    {
        Assert.Empty(_agent.Launch(ATask.With() with { HealthCheck = Check }).Actions.OfType<AgentAction.Check>());
        var check = Assert.Single(_agent.Started(1).Actions.OfType<AgentAction.Check>());
        Assert.Equal(_agent.Now + TimeSpan.FromSeconds(15), check.Task.Health!.FirstAt);

        Assert.Same(check.Task, Assert.Single(_agent.Exited(1).Actions.OfType<AgentAction.EndCheck>()).Task);
        Assert.Empty(Found(check.Task, "late").Actions);
    }

    [Fact]
    public void A_task_without_a_check_is_not_checked_and_the_check_of_its_command_counts_as_its_own()
    {
        _agent.Launch(ATask.With("t1"));
        Assert.Empty(_agent.Started(1).Actions.OfType<AgentAction.Check>());
        var task = ATask.With("t2");
        _agent.Launch(task with { Command = task.Command! with { HealthCheck = Check } });
        Assert.Single(_agent.Started(2).Actions.OfType<AgentAction.Check>());
    }

    [Fact]
    public void What_the_checks_find_is_told_and_kept_and_the_last_failure_ends_the_task_as_failed_in_its_words()
    {
        var task = Run();
        Found(task, null);
        Found(task, null);
        Found(task, "no");
        Assert.Empty(_agent.Effects.Actions.OfType<AgentAction.Kill>());
        var last = Found(task, "not at all");

        Assert.Single(last.Checkpoints);
        Assert.Collection(
            last.Actions, report => Assert.IsType<AgentAction.Report>(report), end => Assert.IsType<AgentAction.EndCheck>(end),
            kill => Assert.Equal(new AgentAction.Kill(AnAgent.Container(1), null), kill));
        Assert.Empty(Found(task, "late").Actions);
        _agent.Exited(1, 0);
        Assert.Equal(
            [(TaskState.Running, null), (TaskState.Running, true), (TaskState.Running, false), (TaskState.Running, false), (TaskState.Failed, null)], Told);
        Assert.Equal("t1 TASK_FAILED: Health check failed 2 times in a row: not at all (Command exited with status 0)", _agent.Told.Last());
    }

    [Fact]
    public void A_task_that_is_to_end_anyway_is_not_checked_any_more()
    {
        var task = Run();

        Assert.Single(_agent.Kill("t1").Actions.OfType<AgentAction.EndCheck>());
        Assert.Empty(Found(task, "no").Actions);
    }

    [Fact]
    public void The_end_of_a_framework_ends_the_checks_of_its_tasks()
    {
        var task = Run();

        Assert.Single(_agent.Step((machine, now, effects) => machine.ShutdownFramework(AnAgent.F, now, effects)).Actions.OfType<AgentAction.EndCheck>());
        Assert.Empty(Found(task, "no").Actions);
    }

    [Fact]
    public void An_executor_is_told_to_kill_a_task_that_is_not_well_and_its_word_for_it_is_a_failure()
    {
        var connection = new AConnection();
        _agent.Launch(AnAgent.TaskOf("t1") with { HealthCheck = Check });
        _agent.Started(1);
        _agent.Subscribe(connection);
        _agent.Update("t1", TaskState.Running, 1);
        var task = Assert.Single(_agent.Effects.Actions.OfType<AgentAction.Check>()).Task;
        Found(task, "no");
        Found(task, "no");
        _agent.Deliver();
        Assert.Single(connection.Events.OfType<ExecutorEvent.Kill>());
        _agent.Update("t1", TaskState.Killed, 2);

        Assert.Equal("t1 TASK_FAILED: Health check failed 2 times in a row: no", _agent.Told.Last());
        Assert.Equal(AnAgent.Uuid(1002), _agent.Reports[^1].Uuid);
    }

    [Fact]
    public void A_restarted_agent_goes_on_with_the_checks_where_the_former_one_was()
    {
        var former = Run();
        Found(former, null);
        Found(former, "no");
        var next = Restart(_agent);
        var task = Assert.Single(next.Effects.Actions.OfType<AgentAction.Check>()).Task;

        Assert.Equal(former.Health!.FirstAt, task.Health!.FirstAt);
        next.Step((machine, now, effects) => machine.Checked(task, "no", now, effects));
        Assert.Equal("t1 TASK_RUNNING: Health check failed 2 times in a row: no", Assert.Single(next.Told));
        Assert.Single(next.Effects.Actions.OfType<AgentAction.Kill>());
    }

    [Fact]
    public void A_restarted_agent_ends_a_task_whose_last_check_the_former_one_has_told_and_no_more()
    {
        var former = Run();
        Found(former, "no");
        Found(former, "no");
        var next = Restart(_agent);

        Assert.Empty(next.Effects.Actions.OfType<AgentAction.Check>());
        Assert.Single(next.Effects.Actions.OfType<AgentAction.Kill>());
        next.Ended(1, ContainerTermination.Of(TaskExit.OfRawStatus(15)));
        Assert.Equal("t1 TASK_FAILED: Health check failed 2 times in a row: no (Command terminated with signal Terminated)", Assert.Single(next.Told));
    }

    /// <summary>A task that runs and is checked.</summary>
    private AgentTask Run()
    {
        _agent.Launch(ATask.With() with { HealthCheck = Check });
        return Assert.Single(_agent.Started(1).Actions.OfType<AgentAction.Check>()).Task;
    }

    /// <summary>A check finds this, a second after the last one.</summary>
    private AgentEffects Found(AgentTask task, string? problem)
    {
        _agent.Now = _agent.Now.AddSeconds(1);
        return _agent.Step((machine, now, effects) => machine.Checked(task, problem, now, effects));
    }

    private static AnAgent Restart(AnAgent former)
    {
        var executor = former.Machine.LiveExecutors.Single();
        var kept = new RecoveredTask(executor.Launched.Values.Single().Info, [.. former.Reports], []);
        var next = new AnAgent(checkpoint: true, uuids: 100) { Now = former.Now.AddMinutes(1) };
        next.Step((machine, now, effects) => machine.Restore(
            AnAgent.Slave.Id!.Value, former.Framework, new RecoveredExecutor(executor.Info, IsCommand: true, executor.Container, "/run", [kept]), runs: true, now, effects));
        return next;
    }
}
