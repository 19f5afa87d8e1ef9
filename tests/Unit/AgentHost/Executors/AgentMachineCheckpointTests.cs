using System.Collections.Immutable;
using MesosOrleans.AgentHost.Checkpoints;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.AgentHost.Containerizers.Mesos;
using MesosOrleans.AgentHost.Executors;
using MesosOrleans.AgentHost.Recovery;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.AgentHost.Tasks;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Executors;

/// <summary>What is kept, and what is made of it.</summary>
public sealed class AgentMachineCheckpointTests
{
    private static readonly RunKey Run = new(AnAgent.F, new ExecutorId("t1"), AnAgent.Container(1));

    [Theory, Trait("Invariant", "6 no orphan")]
    [InlineData(false)]
    [InlineData(true)]
    public void A_command_that_runs_though_its_task_was_told_to_have_ended_is_ended_by_the_next_process(bool isAcknowledged)
    {
        var task = ATask.With();
        ImmutableArray<RecoveredTask> tasks = isAcknowledged ? [] : [new RecoveredTask(task, [AnAgent.UpdateOf("t1", TaskState.Killed, 1)], [])];
        var agent = new AnAgent(checkpoint: true);
        agent.Step((machine, now, effects) => machine.Restore(
            AnAgent.Slave.Id!.Value, agent.Framework, new RecoveredExecutor(CommandExecutor.Of(AnAgent.F, task), IsCommand: true, AnAgent.Container(1), "/run", tasks), runs: true, now, effects));

        Assert.Equal(new AgentAction.Kill(AnAgent.Container(1), TimeSpan.Zero), Assert.Single(agent.Effects.Actions));
        agent.Exited(1);
        Assert.Empty(agent.Reports);
        Assert.Equal(isAcknowledged, !agent.Machine.Frameworks.Any());
    }

    [Fact]
    public void Everything_of_a_checkpointing_framework_is_kept_until_it_is_history()
    {
        var agent = new AnAgent(checkpoint: true);
        agent.Launch(ATask.With());
        Assert.Equal(
            [typeof(CheckpointChange.Framework), typeof(CheckpointChange.Executor), typeof(CheckpointChange.Task)],
            agent.Effects.Checkpoints.Select(change => change.GetType()));
        Assert.True(agent.Effects.Checkpoints.OfType<CheckpointChange.Executor>().Single().IsCommand);

        Assert.Equal(agent.Reports.Count + 1, agent.Started(1).Checkpoints.OfType<CheckpointChange.Update>().Count());
        agent.Exited(1);
        Assert.Equal([new CheckpointChange.Update(Run, agent.Reports[^1])], agent.Effects.Checkpoints);
        agent.Acknowledge("t1");
        Assert.Equal(
            [
                new CheckpointChange.Acknowledged(Run, new TaskId("t1"), agent.Reports[0].Uuid),
                new CheckpointChange.Acknowledged(Run, new TaskId("t1"), agent.Reports[1].Uuid),
                new CheckpointChange.TaskDone(Run, new TaskId("t1")),
                new CheckpointChange.ExecutorDone(Run),
                new CheckpointChange.FrameworkDone(AnAgent.F),
            ],
            agent.Effects.Checkpoints);
    }

    [Fact]
    public void Nothing_of_a_framework_that_does_not_checkpoint_is_kept()
    {
        var agent = new AnAgent(checkpoint: false);
        agent.Launch(ATask.With());
        Assert.Empty(agent.Effects.Checkpoints);
        Assert.Empty(agent.Started(1).Checkpoints);
        Assert.Empty(agent.Exited(1).Checkpoints);
        Assert.Empty(agent.Acknowledge("t1").Checkpoints);
    }

    [Fact]
    public void The_framework_is_kept_again_only_when_it_has_changed()
    {
        var agent = new AnAgent(checkpoint: true);
        agent.Launch(ATask.With("t1"));
        agent.Launch(ATask.With("t2"));
        Assert.Empty(agent.Effects.Checkpoints.OfType<CheckpointChange.Framework>());
        agent.Step((machine, now, effects) => machine.Launch(agent.Framework with { Name = "new" }, ATask.With("t3"), now, effects));
        Assert.Single(agent.Effects.Checkpoints.OfType<CheckpointChange.Framework>());
    }

    [Fact]
    public void A_command_that_still_runs_goes_on_and_is_running_if_that_was_not_told()
    {
        var agent = Restored(command: true, runs: true);
        Assert.Equal(["t1 TASK_RUNNING"], agent.Told);
        agent.Exited(1, 2);
        Assert.Equal(["t1 TASK_RUNNING", "t1 TASK_FAILED: Command exited with status 2"], agent.Told);

        var told = Restored(command: true, runs: true, AnAgent.UpdateOf("t1", TaskState.Running, 1));
        Assert.Empty(told.Reports);
        Assert.Single(told.Kill("t1").Actions.OfType<AgentAction.Kill>());
    }

    [Fact]
    public void A_command_that_ended_or_never_began_while_the_agent_was_away_fails_or_finishes_as_is_known()
    {
        var ended = Restored(command: true, runs: false);
        Assert.Empty(ended.Reports);
        ended.Exited(1);
        Assert.Equal(["t1 TASK_FINISHED: Command exited with status 0"], ended.Told);

        var never = Restored(command: true, runs: false);
        never.Ended(1, ContainerTermination.Of(TaskExit.Lost("Command was never started")));
        Assert.Equal(["t1 TASK_FAILED: Command was never started"], never.Told);
    }

    [Fact]
    public void An_end_that_is_on_disk_is_not_told_twice()
    {
        var agent = Restored(command: true, runs: false, AnAgent.UpdateOf("t1", TaskState.Finished, 1));
        agent.Exited(1, 5);

        Assert.Empty(agent.Reports);
        agent.Step((machine, _, effects) => machine.Forget(AnAgent.F, new TaskId("t1"), effects));
        Assert.Empty(agent.Machine.Frameworks);
        Assert.Contains(agent.Effects.Checkpoints, change => change is CheckpointChange.ExecutorDone);
    }

    [Fact]
    public void An_executor_has_some_time_to_come_back_and_its_updates_are_taken()
    {
        var agent = Restored(command: false, runs: true, AnAgent.UpdateOf("t1", TaskState.Running, 1));
        var connection = new AConnection();
        Assert.Equal(
            ExecutorAnswer.Accepted,
            agent.Subscribe(connection, [], AnAgent.UpdateOf("t1", TaskState.Running, 1), AnAgent.UpdateOf("t1", TaskState.Finished, 2)));

        Assert.Equal(["t1 TASK_FINISHED"], agent.Told);
        agent.Now += TimeSpan.FromHours(1);
        Assert.Empty(agent.Step((machine, now, effects) => machine.Tick(now, effects)).Actions);
    }

    [Fact]
    public void A_task_that_the_executor_never_got_is_lost()
    {
        var agent = Restored(command: false, runs: true);
        agent.Subscribe(new AConnection());
        Assert.Equal(["t1 TASK_LOST: Task launched during slave restart"], agent.Told);

        var shown = Restored(command: false, runs: true);
        shown.Subscribe(new AConnection(), [AnAgent.TaskOf("t1")]);
        Assert.Empty(shown.Reports);
    }

    [Fact]
    public void An_executor_that_does_not_come_back_in_time_is_ended()
    {
        var agent = Restored(command: false, runs: true, AnAgent.UpdateOf("t1", TaskState.Running, 1));
        agent.Now += TimeSpan.FromSeconds(2);
        agent.Step((machine, now, effects) => machine.Tick(now, effects));

        Assert.Equal(new AgentAction.Kill(AnAgent.Container(1), TimeSpan.Zero), Assert.Single(agent.Effects.Actions));
        agent.Ended(1, ContainerTermination.Of(TaskExit.OfRawStatus(9)));
        Assert.StartsWith("t1 TASK_LOST: Executor did not re-register within 2secs", Assert.Single(agent.Told), StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_whose_end_is_acknowledged_is_history_and_its_run_goes_with_its_container()
    {
        var end = AnAgent.UpdateOf("t1", TaskState.Finished, 1);
        var agent = Restored(command: true, runs: false, [end.Uuid], end);
        agent.Exited(1);

        Assert.Empty(agent.Reports);
        Assert.Empty(agent.Machine.Frameworks);
        Assert.Contains(agent.Effects.Checkpoints, change => change is CheckpointChange.ExecutorDone);
    }

    private static AnAgent Restored(bool command, bool runs, params ImmutableArray<StatusUpdate> updates) => Restored(command, runs, [], updates);

    private static AnAgent Restored(bool command, bool runs, ImmutableArray<Guid> acknowledged, params ImmutableArray<StatusUpdate> updates)
    {
        var agent = new AnAgent(checkpoint: true);
        var task = command ? ATask.With() : AnAgent.TaskOf("t1");
        var info = task.Executor ?? CommandExecutor.Of(AnAgent.F, task);
        var executor = new RecoveredExecutor(info, command, AnAgent.Container(1), "/run", [new RecoveredTask(task, updates, acknowledged)]);
        agent.Step((machine, now, effects) => machine.Restore(task.SlaveId, agent.Framework, executor, runs, now, effects));
        return agent;
    }
}
