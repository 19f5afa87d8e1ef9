using MesosOrleans.AgentHost.Http;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.AgentHost.Executors;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Http;

public sealed class MetricsViewTests
{
    private static readonly AgentStanding Standing = new(TimeSpan.FromSeconds(5), IsRegistered: true, RecoveryErrors: 2);

    [Fact]
    public void All_keys_of_a_slave_are_there_from_the_start_and_are_0_but_for_what_it_is()
    {
        var snapshot = Snapshot(new AnAgent());

        Assert.Equal(
            [
                "slave/frameworks_active", "slave/invalid_framework_messages", "slave/invalid_status_updates", "slave/recovery_errors",
                "slave/registered", "slave/tasks_failed", "slave/tasks_finished", "slave/tasks_killed", "slave/tasks_lost", "slave/tasks_running",
                "slave/tasks_staging", "slave/tasks_starting", "slave/uptime_secs", "slave/valid_framework_messages", "slave/valid_status_updates",
            ],
            snapshot.Keys);
        Assert.Equal((5, 1, 2), (snapshot["slave/uptime_secs"], snapshot["slave/registered"], snapshot["slave/recovery_errors"]));
        Assert.Equal(8, snapshot.Values.Sum());
    }

    [Fact]
    public void A_task_is_staging_while_its_executor_is_not_there_then_in_its_state_and_at_last_counted_by_its_end()
    {
        var agent = new AnAgent();
        agent.Launch(AnAgent.TaskOf("t1"));
        agent.Launch(AnAgent.TaskOf("t2"));
        agent.Launch(AnAgent.TaskOf("t3"));
        Assert.Equal((1, 3, 0), Tasks(agent));

        agent.Started(1);
        agent.Subscribe(new AConnection());
        Assert.Equal((1, 0, 0), Tasks(agent));
        agent.Update("t1", TaskState.Running, 1);
        agent.Update("t2", TaskState.Starting, 2);
        Assert.Equal((1, 0, 1), Tasks(agent));
        Assert.Equal(1, Snapshot(agent)["slave/tasks_starting"]);

        agent.Update("t1", TaskState.Finished, 3);
        agent.Update("t2", TaskState.Failed, 4);
        agent.Update("t3", TaskState.Killed, 5);
        var snapshot = Snapshot(agent);
        Assert.Equal((1, 1, 1), (snapshot["slave/tasks_finished"], snapshot["slave/tasks_failed"], snapshot["slave/tasks_killed"]));
        Assert.Equal((1, 0, 0), Tasks(agent));
    }

    [Fact]
    public void Updates_and_messages_are_counted_as_taken_or_not()
    {
        var agent = AnAgent.WithExecutor(new AConnection(), tasks: "t1");
        agent.Update("t1", TaskState.Running, 1);
        agent.Update("unknown", TaskState.Running, 2);
        var stranger = new FrameworkId("another");
        agent.Step((machine, now, effects) => machine.Update(stranger, AnAgent.E, AnAgent.UpdateOf("t1", TaskState.Running, 3), now, effects));
        agent.Step((machine, _, effects) => machine.Message(AnAgent.F, AnAgent.E, [1], effects));
        agent.Step((machine, _, effects) => machine.Tell(AnAgent.F, AnAgent.E, [1], effects));
        agent.Step((machine, _, effects) => machine.Tell(AnAgent.F, new ExecutorId("unknown"), [1], effects));
        agent.Step((machine, _, effects) => machine.Message(stranger, AnAgent.E, [1], effects));
        agent.Step((machine, _, effects) => machine.Tell(stranger, AnAgent.E, [1], effects));

        var snapshot = Snapshot(agent);
        Assert.Equal((2, 1), (snapshot["slave/valid_status_updates"], snapshot["slave/invalid_status_updates"]));
        Assert.Equal((2, 3), (snapshot["slave/valid_framework_messages"], snapshot["slave/invalid_framework_messages"]));
    }

    [Fact]
    public void The_older_statistics_have_names_of_their_own_and_every_key_of_the_snapshot()
    {
        var agent = AnAgent.WithExecutor(new AConnection(), tasks: ["t1", "t2"]);
        agent.Update("t1", TaskState.Running, 1);
        var snapshot = Snapshot(agent);

        var stats = MetricsView.Stats(agent.Machine, snapshot);

        Assert.Equal("1", stats["registered"]);
        Assert.Equal((2.0, 0.0, 2.0, 1.0), (stats["staged_tasks"], stats["queued_tasks_gauge"], stats["launched_tasks_gauge"], stats["total_frameworks"]));
        Assert.Equal((5.0, 2.0, 1.0), (stats["uptime"], stats["recovery_errors"], stats["valid_status_updates"]));
        Assert.All(snapshot, number => Assert.Equal(number.Value, stats[number.Key]));
        Assert.Equal(14, stats.Count - snapshot.Count);
    }

    private static (double Frameworks, double Staging, double Running) Tasks(AnAgent agent)
    {
        var snapshot = Snapshot(agent);
        return (snapshot["slave/frameworks_active"], snapshot["slave/tasks_staging"], snapshot["slave/tasks_running"]);
    }

    private static SortedDictionary<string, double> Snapshot(AnAgent agent) => MetricsView.Snapshot(agent.Machine, Standing);
}
