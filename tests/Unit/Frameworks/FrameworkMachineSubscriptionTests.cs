using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Slaves;
using MesosOrleans.Tests.Unit.Slaves;
using Xunit;

namespace MesosOrleans.Tests.Unit.Frameworks;

/// <summary>A scheduler comes, goes and comes back (rule 5; design, "Offers and launches").</summary>
public sealed class FrameworkMachineSubscriptionTests
{
    private readonly AFramework _framework = AFramework.Subscribed();

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void A_task_that_a_removed_slave_has_told_of_before_the_subscription_is_lost_and_of_one_that_tells_of_it_later_the_slave_is_asked()
    {
        var framework = new AFramework().Listed(AFramework.First, [Shown("t")]).Subscribe([], AFramework.Slave);
        Assert.Equal($"Slave {AFramework.Slave} was removed", framework.LostMessage("t"));

        framework.Report(AFramework.Other, new SlaveFact.TasksListed(AFramework.First, [Shown("u") with { SlaveId = AFramework.Other }], []));
        Assert.Equal([(AFramework.Other, new FrameworkCall.ListTasks(KeepsOffers: true))], framework.Effects.Calls);
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void A_task_whose_end_was_acknowledged_stays_ended_though_a_late_subscription_shows_it_unless_its_ID_was_used_again()
    {
        var framework = AFramework.Subscribed().Launch("t").Told("t", TaskState.Failed, 1).Acknowledge("t", 1);
        framework.Subscribe([ASlave.Shown(AFramework.Id, "t")], AFramework.Slave);
        Assert.Empty(framework.Updates);

        framework.FormerEnds = [new FormerEnd(new TaskId("t"), ASlave.Uuid(1))];
        framework.Subscribe([ASlave.Shown(AFramework.Id, "t")], AFramework.Slave);
        Assert.Equal(TaskState.Lost, Assert.Single(framework.Updates).Status.State);
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void An_update_of_a_slave_that_has_not_been_heard_is_not_told()
    {
        var framework = AFramework.Subscribed().Told("t", TaskState.Finished, 1);

        Assert.Empty(framework.Effects.Events);
        Assert.Empty(framework.Effects.Calls);
    }

    [Fact]
    public void A_subscription_gives_all_offers_back_without_a_filter()
    {
        var offer = AFramework.Offer("O-1");
        _framework.Report(new SlaveFact.Offered(offer)).Subscribe();

        var accept = Assert.IsType<FrameworkCall.Accept>(Assert.Single(_framework.Calls));
        Assert.Equal((offer.SlaveEpoch, (Filters?)null, 0), (accept.SlaveEpoch, accept.Filters, accept.Tasks.Length));
        Assert.Equal([offer.Id], accept.OfferIds);
        Assert.Equal(0, _framework.Machine.OfferCount);
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void What_is_not_acknowledged_comes_again_in_order_with_each_subscription()
    {
        _framework.Launch("t").Told("t", TaskState.Starting, 1).Told("t", TaskState.Running, 2).Told("t", TaskState.Finished, 3).Acknowledge("t", 1);
        for (var i = 0; i < 2; i++)
        {
            _framework.Subscribe();
            Assert.Equal([ASlave.Uuid(2), ASlave.Uuid(3)], _framework.Updates.Select(update => update.Uuid));
        }

        _framework.Acknowledge("t", 2).Acknowledge("t", 3).Subscribe();
        Assert.Empty(_framework.Updates);
    }

    [Fact]
    public void The_slaves_of_unfinished_tasks_are_asked_once_each()
    {
        _framework.Subscribe([Shown("a"), Shown("b"), Shown("c") with { SlaveId = AFramework.Other }]);

        Assert.Equal(
            [(AFramework.Slave, new FrameworkCall.ListTasks()), (AFramework.Other, new FrameworkCall.ListTasks())],
            _framework.Effects.Calls.Select(call => (call.Slave, Assert.IsType<FrameworkCall.ListTasks>(call.Call))));
        Assert.Equal(["a", "b", "c"], _framework.Unfinished());
        Assert.Empty(_framework.Updates);
    }

    [Fact]
    public void After_a_recovery_the_slaves_of_its_tasks_are_asked_once_each_and_keep_its_offers()
    {
        _framework.Subscribe([Shown("a"), Shown("b"), Shown("c") with { SlaveId = AFramework.Other }]);
        _framework.Step(_framework.Machine.AskSlaves);

        Assert.Equal(
            [(AFramework.Slave, new FrameworkCall.ListTasks(KeepsOffers: true)), (AFramework.Other, new FrameworkCall.ListTasks(KeepsOffers: true))],
            _framework.Effects.Calls.Select(call => (call.Slave, Assert.IsType<FrameworkCall.ListTasks>(call.Call))));
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void An_unfinished_task_of_a_removed_slave_is_lost_at_once()
    {
        _framework.Subscribe([Shown("t")], AFramework.Slave);

        Assert.Equal("Slave S-0 was removed", _framework.LostMessage("t"));
        Assert.Empty(_framework.Calls);
    }

    [Fact]
    public void A_task_that_has_ended_here_is_not_begun_again_by_its_scheduler_that_does_not_know()
    {
        _framework.Launch("t").Told("t", TaskState.Finished, 1).Subscribe([Shown("t")]);

        Assert.Equal(TaskState.Finished, Assert.Single(_framework.Updates).Status.State);
        Assert.Empty(_framework.Unfinished());
    }

    [Fact]
    public void Nor_one_whose_end_the_slave_told_before_the_scheduler_came()
    {
        var framework = new AFramework().Listed(AFramework.First, []).Told("t", TaskState.Finished, 1).Subscribe([Shown("t")]);

        Assert.Equal(TaskState.Finished, Assert.Single(framework.Updates).Status.State);
        Assert.Empty(framework.Unfinished());
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void A_task_with_a_used_ID_is_lost_if_its_launch_was_and_the_former_end_counts_as_acknowledged()
    {
        _framework.Launch("t").Told("t", TaskState.Finished, 1);
        _framework.FormerEnds = [new FormerEnd(new TaskId("t"), ASlave.Uuid(1))];
        _framework.Subscribe([Shown("t")]);
        Assert.Empty(_framework.Updates);
        Assert.Equal(
            [typeof(FrameworkCall.Acknowledge), typeof(FrameworkCall.ListTasks)], _framework.Calls.Select(call => call.GetType()));

        _framework.Listed(AFramework.First, [Shown("t") with { State = TaskState.Finished }], AFramework.Update("t", TaskState.Finished, 1));
        Assert.Equal("Task is unknown to the slave", _framework.LostMessage("t"));
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void The_end_of_a_task_with_a_used_ID_that_came_before_the_scheduler_is_not_forgotten_for_the_former_end()
    {
        var framework = new AFramework().Listed(AFramework.First, []).Told("t", TaskState.Failed, 2);
        framework.FormerEnds = [new FormerEnd(new TaskId("t"), ASlave.Uuid(1))];
        framework.Subscribe([Shown("t")]);

        Assert.Equal(ASlave.Uuid(2), Assert.Single(framework.Updates).Uuid);
        Assert.Empty(framework.Unfinished());
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void Every_former_end_of_an_ID_is_known_when_a_slave_tells_it_again()
    {
        var framework = new AFramework { FormerEnds = [.. Enumerable.Range(1, 2).Select(i => new FormerEnd(new TaskId("t"), ASlave.Uuid(i)))] };
        framework.Subscribe([Shown("t")]).Report(new SlaveFact.Offered(AFramework.Offer("O"))).Told("t", TaskState.Failed, 1);

        Assert.Empty(framework.Updates);
        Assert.IsType<FrameworkCall.Acknowledge>(Assert.Single(framework.Calls));
        Assert.Equal(["t"], framework.Unfinished());
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void An_end_on_another_slave_is_not_that_of_the_task_that_has_the_ID_now()
    {
        var framework = new AFramework().Listed(AFramework.First, []).Told("t", TaskState.Failed, 2);
        framework.Subscribe([Shown("t") with { SlaveId = AFramework.Other }]);

        Assert.Equal(["t"], framework.Unfinished());
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void A_refused_task_is_not_begun_again_by_its_scheduler_that_does_not_know()
    {
        _framework.Accept(["gone"], ASlave.Task("t")).Subscribe([Shown("t")]);

        Assert.Equal(TaskState.Lost, Assert.Single(_framework.Updates).Status.State);
        Assert.Empty(_framework.Unfinished());
    }

    [Fact]
    public void A_finished_task_is_listed_once_however_often_its_end_is_named_as_a_former_one()
    {
        _framework.Launch("t").Told("t", TaskState.Finished, 1);
        _framework.FormerEnds = [new FormerEnd(new TaskId("t"), ASlave.Uuid(1))];
        _framework.Subscribe().Subscribe();

        Assert.Single(_framework.Machine.Describe(ASlave.Framework(AFramework.Id)).CompletedTasks);
    }

    [Fact]
    public void A_used_ID_is_listed_once_among_the_finished_tasks()
    {
        _framework.Launch("t").Told("t", TaskState.Failed, 1).Acknowledge("t", 1).Launch("t").Told("t", TaskState.Finished, 2);

        Assert.Equal(TaskState.Finished, Assert.Single(_framework.Machine.Describe(ASlave.Framework(AFramework.Id)).CompletedTasks).State);
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void A_new_activation_loses_a_task_only_after_its_slave_has_spoken()
    {
        _framework.Subscribe([Shown("there"), Shown("gone")]);
        Assert.Empty(_framework.Updates);
        _framework.Listed(AFramework.First, [Shown("there")]);

        Assert.Equal("Task is unknown to the slave", _framework.LostMessage("gone"));
        Assert.Equal(["there"], _framework.Unfinished());
    }

    [Fact]
    public void Without_a_scheduler_offers_go_back()
    {
        _framework.Report(new SlaveFact.Offered(AFramework.Offer("O-1"))).Step(_framework.Machine.Deactivate);
        Assert.Equal([new OfferId("O-1")], Assert.IsType<FrameworkCall.Accept>(Assert.Single(_framework.Calls)).OfferIds);
        _framework.Report(new SlaveFact.Offered(AFramework.Offer("O-2")));

        Assert.Equal([new OfferId("O-2")], Assert.IsType<FrameworkCall.Accept>(Assert.Single(_framework.Calls)).OfferIds);
        Assert.Empty(_framework.Effects.Events);
        Assert.Equal(0, _framework.Machine.OfferCount);
    }

    [Fact]
    public void A_revive_and_more_so_a_subscription_voids_the_refusals_of_before()
    {
        var before = _framework.Machine.Revives;
        var revived = _framework.Submit(new SchedulerCall.Revive()).Machine.Revives;
        Assert.True(revived > before);
        Assert.True(_framework.Subscribe().Machine.Revives > revived);
    }

    [Fact]
    public void The_end_shuts_the_framework_down_on_every_slave_that_it_met_and_keeps_its_tasks_for_people()
    {
        _framework.Launch("t").Step(effects => _framework.Machine.End([AFramework.Other], effects));

        Assert.Equal([AFramework.Slave, AFramework.Other], Shutdowns());
        Assert.Empty(_framework.Unfinished());
        Assert.Equal(TaskState.Staging, _framework.StateOf("t"));
        Assert.Empty(_framework.Updates);
        Assert.False(_framework.Machine.Active);
    }

    [Fact]
    public void The_end_is_told_to_a_slave_that_has_only_made_an_offer_after_the_offer_went_back()
    {
        _framework.Report(new SlaveFact.Offered(AFramework.Offer("O-1"))).Step(effects => _framework.Machine.End([], effects));

        Assert.Equal(
            [(AFramework.Slave, typeof(FrameworkCall.Accept)), (AFramework.Slave, typeof(FrameworkCall.Shutdown))],
            _framework.Effects.Calls.Select(call => (call.Slave, call.Call.GetType())));
    }

    [Fact]
    public void The_thousand_tasks_that_finished_last_are_kept()
    {
        for (var i = 0; i <= FrameworkMachine.CompletedMax; i++)
        {
            _framework.Launch($"t{i}").Told($"t{i}", TaskState.Finished, i);
        }

        Assert.Null(_framework.StateOf("t0"));
        Assert.Equal(TaskState.Finished, _framework.StateOf("t1"));
        Assert.Equal(FrameworkMachine.CompletedMax, _framework.Machine.Describe(ASlave.Framework(AFramework.Id)).CompletedTasks.Length);
    }

    [Fact]
    public void Many_acknowledged_updates_leave_nothing_behind_and_the_order_of_the_others_holds()
    {
        _framework.Launch("t").Told("t", TaskState.Starting, 1);
        for (var i = 2; i < 300; i++)
        {
            _framework.Told("t", TaskState.Running, i).Acknowledge("t", i);
        }

        _framework.Told("t", TaskState.Finished, 300).Subscribe();
        Assert.Equal([ASlave.Uuid(1), ASlave.Uuid(300)], _framework.Updates.Select(update => update.Uuid));
    }

    private static TaskSummary Shown(string task) => ASlave.Shown(AFramework.Id, task);

    private IEnumerable<SlaveId> Shutdowns() =>
        _framework.Effects.Calls.Where(call => call.Call is FrameworkCall.Shutdown).Select(call => call.Slave).OrderBy(slave => slave.Value);
}
