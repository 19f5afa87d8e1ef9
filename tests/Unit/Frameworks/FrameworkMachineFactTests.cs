using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Slaves;
using MesosOrleans.Tests.Unit.Slaves;
using Xunit;

namespace MesosOrleans.Tests.Unit.Frameworks;

/// <summary>What slaves tell the framework (design, "Offers and launches"; rules 9.1 to 9.3).</summary>
public sealed class FrameworkMachineFactTests
{
    private readonly AFramework _framework = AFramework.Subscribed();

    [Fact]
    public void A_task_moves_with_its_updates_and_each_is_told_once()
    {
        _framework.Launch("t").Told("t", TaskState.Running, 1);
        Assert.Equal([(TaskState.Staging, TaskState.Running)], _framework.Effects.Moves.Select(move => (move.From!.Value, move.Task.State)));
        _framework.Told("t", TaskState.Running, 1);

        Assert.Empty(_framework.Effects.Events);
        Assert.Empty(_framework.Effects.Moves);
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void The_first_terminal_state_wins_and_a_later_one_is_acknowledged_and_not_told()
    {
        _framework.Launch("t").Told("t", TaskState.Finished, 1).Told("t", TaskState.Killed, 2);

        Assert.Empty(_framework.Effects.Events);
        Assert.Equal([(AFramework.Slave, new FrameworkCall.Acknowledge(new TaskId("t"), ASlave.Uuid(2)))], _framework.Effects.Calls);
        Assert.Equal(TaskState.Finished, _framework.StateOf("t"));
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void An_end_that_comes_again_after_its_acknowledgement_is_acknowledged_again()
    {
        _framework.Launch("t").Told("t", TaskState.Finished, 1);
        Assert.Empty(_framework.Told("t", TaskState.Finished, 1).Calls);
        _framework.Acknowledge("t", 1).Listed(AFramework.Second, [Shown("t", TaskState.Finished)], AFramework.Update("t", TaskState.Finished, 1));

        Assert.Empty(_framework.Effects.Events);
        Assert.Equal([(AFramework.Slave, new FrameworkCall.Acknowledge(new TaskId("t"), ASlave.Uuid(1)))], _framework.Effects.Calls);
    }

    [Fact]
    public void An_update_of_a_task_that_nobody_knows_is_told()
    {
        _framework.Report(Offered("O-1")).Told("t", TaskState.Running, 1);

        Assert.Equal(ASlave.Uuid(1), Assert.Single(_framework.Updates).Uuid);
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void A_missing_task_is_lost_only_under_a_newer_session_than_it_was_sent_under()
    {
        _framework.Launch("t").Listed(AFramework.First, []);
        Assert.Empty(_framework.Effects.Events);
        Assert.Equal(["t"], _framework.Unfinished());

        _framework.Listed(AFramework.Second, []);
        Assert.Equal("Task is unknown to the slave", _framework.LostMessage("t"));
        Assert.Empty(_framework.Unfinished());
    }

    [Fact]
    public void A_task_that_is_shown_lives_on_under_the_new_session()
    {
        _framework.Launch("t").Listed(AFramework.Second, [Shown("t")]);

        Assert.Equal(["t"], _framework.Unfinished());
    }

    [Fact]
    public void A_task_that_its_slave_has_shown_and_shows_no_more_in_the_same_session_has_ended_and_its_scheduler_knows()
    {
        _framework.Launch("t").Listed(AFramework.Second, [Shown("t")]).Listed(AFramework.Second, []);

        Assert.Empty(_framework.Unfinished());
        Assert.Empty(_framework.Updates);
    }

    [Fact, Trait("Invariant", "5 no lost word")]
    public void An_update_of_a_slave_that_has_listed_nothing_to_this_machine_waits_for_its_list()
    {
        var framework = new AFramework().Told("t", TaskState.Finished, 2).Subscribe();
        Assert.Empty(framework.Updates);

        framework.Listed(AFramework.First, [Shown("t") with { State = TaskState.Finished }], AFramework.Update("t", TaskState.Running, 1), AFramework.Update("t", TaskState.Finished, 2));
        Assert.Equal([TaskState.Running, TaskState.Finished], framework.Updates.Select(update => update.Status.State));
    }

    [Fact]
    public void A_list_of_an_older_session_than_one_that_was_seen_says_nothing()
    {
        _framework.Listed(AFramework.Second, [Shown("t")]).Listed(AFramework.First, []);

        Assert.Equal(["t"], _framework.Unfinished());
    }

    [Fact]
    public void The_list_of_one_slave_loses_no_task_of_another()
    {
        _framework.Launch("t").Report(AFramework.Other, new SlaveFact.TasksListed(AFramework.Second, [], []));

        Assert.Empty(_framework.Effects.Events);
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void The_updates_that_wait_at_the_slave_are_told_before_a_task_could_be_lost()
    {
        _framework.Launch("t").Listed(
            AFramework.Second,
            [Shown("t", TaskState.Failed)],
            AFramework.Update("t", TaskState.Running, 1),
            AFramework.Update("t", TaskState.Failed, 2));

        Assert.Equal([TaskState.Running, TaskState.Failed], _framework.Updates.Select(update => update.Status.State));
        Assert.Empty(_framework.Unfinished());
    }

    [Fact]
    public void Of_what_a_slave_remembers_a_new_machine_learns_and_one_that_knows_the_ID_knows_more()
    {
        _framework.Launch("runs").Launch("failed").Told("failed", TaskState.Failed, 1);
        _framework.Report(new SlaveFact.History([Ended("old"), Ended("runs"), Ended("failed")]));

        Assert.Empty(_framework.Effects.Events);
        Assert.Empty(_framework.Effects.Moves);
        Assert.Equal(TaskState.Finished, State("old"));
        Assert.Equal(TaskState.Staging, State("runs"));
        Assert.Equal(TaskState.Failed, State("failed"));

        static TaskSummary Ended(string id) => ASlave.Shown(AFramework.Id, id, TaskState.Finished);
        TaskState? State(string id) => _framework.Machine.Find(new TaskId(id))?.State;
    }

    [Fact]
    public void A_task_that_was_told_lost_and_lives_is_killed()
    {
        _framework.Launch("t").Listed(AFramework.Second, []).Listed(AFramework.Second, [Shown("t")]);

        Assert.Equal([(AFramework.Slave, new FrameworkCall.Kill(new TaskId("t")))], _framework.Effects.Calls);
        Assert.Empty(_framework.Updates);
    }

    [Fact]
    public void A_task_that_only_the_slave_knows_is_adopted()
    {
        _framework.Report(Offered("O-1")).Listed(AFramework.First, [Shown("runs"), Shown("ended", TaskState.Finished)], AFramework.Update("ended", TaskState.Finished, 1));

        Assert.Equal(["runs"], _framework.Unfinished());
        Assert.Equal(TaskState.Finished, Assert.Single(_framework.Updates).Status.State);
        Assert.Empty(_framework.Calls);
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void The_end_of_a_former_task_is_not_the_end_of_the_one_that_has_its_ID_now()
    {
        _framework.Launch("t").Told("t", TaskState.Finished, 1).Acknowledge("t", 1).Launch("t");

        // Neither the acknowledgement nor the launch has reached the agent, which registers again.
        _framework.Listed(
            AFramework.Second,
            [Shown("t", TaskState.Finished)],
            AFramework.Update("t", TaskState.Running, 9),
            AFramework.Update("t", TaskState.Finished, 1));

        Assert.Equal("Task is unknown to the slave", _framework.LostMessage("t"));
        Assert.Equal([(AFramework.Slave, new FrameworkCall.Acknowledge(new TaskId("t"), ASlave.Uuid(1)))], _framework.Effects.Calls);
    }

    [Fact]
    public void What_another_slave_says_of_an_ID_is_not_of_the_task_that_has_it_now()
    {
        _framework.Launch("t").Report(AFramework.Other, new SlaveFact.Offered(AFramework.Offer("O-1", AFramework.Other, AFramework.Second))).Report(
            AFramework.Other,
            new SlaveFact.TasksListed(AFramework.Second, [Shown("t") with { SlaveId = AFramework.Other }], []),
            new SlaveFact.TaskUpdated(AFramework.Update("t", TaskState.Killed, 1) with { SlaveId = AFramework.Other }));

        Assert.Empty(_framework.Effects.Events);
        Assert.Equal(
            [
                (AFramework.Other, new FrameworkCall.Kill(new TaskId("t"))),
                (AFramework.Other, new FrameworkCall.Acknowledge(new TaskId("t"), ASlave.Uuid(1))),
            ],
            _framework.Effects.Calls);
        _framework.Listed(AFramework.First, []);
        Assert.Equal(["t"], _framework.Unfinished());
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void The_tasks_of_a_removed_slave_are_lost_and_its_offers_gone()
    {
        _framework.Launch("a", "b").Report(Offered("O-1")).Report(new SlaveFact.SlaveLost("host"));

        Assert.Equal(
            ["OfferRescinded", "TaskUpdated", "TaskUpdated", "SlaveLost"], _framework.Effects.Events.Select(happening => happening.GetType().Name));
        Assert.All(_framework.Updates, update => Assert.Equal((TaskState.Lost, "Slave host removed"), (update.Status.State, update.Status.Message)));
        Assert.Empty(_framework.Unfinished());
        Assert.Empty(_framework.Calls);
    }

    [Theory]
    [Trait("Invariant", "5 no lost word")]
    [InlineData(false, "refused")]
    [InlineData(true, null)]
    public void A_refusal_ends_the_task_that_was_sent_under_its_epoch_and_none_since(bool former, string? message)
    {
        var refused = new SlaveFact.LaunchRefused(former ? AFramework.Second : AFramework.First, Lost("t", "refused"));
        _framework.Launch("t").Report(refused);

        Assert.Equal(message, _framework.Updates.SingleOrDefault()?.Status.Message);
        Assert.Equal(former ? TaskState.Staging : TaskState.Lost, _framework.StateOf("t"));
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void An_answer_of_the_slave_is_passed_on_and_does_not_end_a_task_that_was_launched_since()
    {
        var update = Lost("t", "unknown");
        var answer = new SlaveFact.TaskUpdated(update with { Status = update.Status with { IsReconciliation = true } });
        _framework.Report(answer);
        Assert.Equal("unknown", _framework.LostMessage("t"));

        _framework.Launch("t").Report(answer);
        Assert.Empty(_framework.Effects.Events);
        Assert.Equal(["t"], _framework.Unfinished());
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void A_new_activation_hears_with_the_launch_of_the_task_that_had_the_ID_before()
    {
        _framework.Report(Offered("O-1")).Submit(new SchedulerCall.Accept([new OfferId("O-1")], [ASlave.Task("t")], Filters.Default)
        {
            FormerEnds = [new FormerEnd(new TaskId("t"), ASlave.Uuid(1))],
        });
        _framework.Listed(AFramework.First, [Shown("t") with { State = TaskState.Finished }], AFramework.Update("t", TaskState.Finished, 1));

        Assert.Empty(_framework.Updates);
        Assert.Equal(["t"], _framework.Unfinished());
    }

    private static StatusUpdate Lost(string task, string message)
    {
        var update = AFramework.Update(task, TaskState.Lost, 1);
        return update with { Status = update.Status with { Message = message } };
    }

    private static SlaveFact.Offered Offered(string id) => new(AFramework.Offer(id));

    private static TaskSummary Shown(string task, TaskState state = TaskState.Running) => ASlave.Shown(AFramework.Id, task, state);
}
