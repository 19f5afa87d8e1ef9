using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Slaves;
using MesosOrleans.Tests.Unit.Slaves;
using Xunit;

namespace MesosOrleans.Tests.Unit.Frameworks;

/// <summary>Accept, kill, acknowledge and reconcile at the framework (rules 8.2 to 8.5, 9.4 to 9.7).</summary>
public sealed class FrameworkMachineCallTests
{
    private readonly AFramework _framework = AFramework.Subscribed();

    [Fact]
    public void A_launch_is_recorded_before_it_goes_to_its_slave_with_the_sessions_of_both()
    {
        Offered(AFramework.Offer("O-1"), AFramework.Offer("O-2")).Submit(new SchedulerCall.Revive());
        _framework.Accept(["O-1", "O-2"], ASlave.Task("t"));

        var (slave, call) = Assert.Single(_framework.Effects.Calls);
        var accept = Assert.IsType<FrameworkCall.Accept>(call);
        Assert.Equal((AFramework.Slave, AFramework.First, Filters.Default), (slave, accept.SlaveEpoch, accept.Filters));
        Assert.Equal([new OfferId("O-1"), new OfferId("O-2")], accept.OfferIds);
        Assert.Equal(_framework.Machine.Revives, accept.Revives);
        Assert.Equal([new TaskId("t")], accept.Tasks.Select(task => task.TaskId));
        Assert.Equal(TaskState.Staging, _framework.StateOf("t"));
        Assert.Equal(0, _framework.Machine.OfferCount);
        Assert.Empty(_framework.Effects.Events);
    }

    [Fact]
    public void A_decline_goes_to_the_slave()
    {
        Offered(AFramework.Offer("O-1")).Accept(["O-1"]);

        Assert.Empty(Assert.IsType<FrameworkCall.Accept>(Assert.Single(_framework.Calls)).Tasks);
    }

    [Fact]
    [Trait("Invariant", "7 no silent loss of input")]
    public void Tasks_without_offers_are_lost()
    {
        _framework.Accept([], ASlave.Task("t"));

        Assert.Equal("Task launched without offers", _framework.LostMessage("t"));
        Assert.Empty(_framework.Calls);
    }

    [Fact]
    [Trait("Invariant", "7 no silent loss of input")]
    public void Tasks_with_an_offer_that_is_gone_are_lost_and_the_other_offers_go_back()
    {
        Offered(AFramework.Offer("O-1")).Accept(["gone", "O-1"], ASlave.Task("t"));

        Assert.Equal("Task launched with invalid offers: Offer gone is no longer valid", _framework.LostMessage("t"));
        AssertReturned("O-1");
    }

    [Fact]
    public void An_offer_that_is_named_twice_is_no_longer_valid_the_second_time()
    {
        Offered(AFramework.Offer("O-1")).Accept(["O-1", "O-1"], ASlave.Task("t"));

        Assert.Equal("Task launched with invalid offers: Offer O-1 is no longer valid", _framework.LostMessage("t"));
        AssertReturned("O-1");
    }

    [Fact]
    public void Offers_of_several_slaves_are_refused_and_go_back_each_to_its_own()
    {
        Offered(AFramework.Offer("O-1")).Report(AFramework.Other, new SlaveFact.Offered(AFramework.Offer("O-2", AFramework.Other)));
        _framework.Accept(["O-1", "O-2"], ASlave.Task("t"));

        Assert.Equal(
            "Task launched with invalid offers: Aggregated offers must belong to one single slave. Offer O-2 uses slave S-1 and slave S-0",
            _framework.LostMessage("t"));
        AssertReturned("O-1", "O-2");
        Assert.Equal([AFramework.Slave, AFramework.Other], _framework.Effects.Calls.Select(call => call.Slave));
    }

    [Fact]
    public void A_bad_task_is_lost_and_the_good_ones_of_the_same_call_go_on()
    {
        Offered(AFramework.Offer("O-1")).Accept(["O-1"], ASlave.Task("good"), ASlave.Task("b/d"));

        Assert.StartsWith("TaskID 'b/d' contains invalid characters", _framework.LostMessage("b/d"), StringComparison.Ordinal);
        Assert.Equal(["good"], Assert.IsType<FrameworkCall.Accept>(Assert.Single(_framework.Calls)).Tasks.Select(task => task.TaskId.Value));
        Assert.Equal(["good"], _framework.Unfinished());
    }

    [Fact]
    [Trait("Invariant", "7 no silent loss of input")]
    public void A_task_with_the_ID_of_an_unfinished_one_is_refused_and_leaves_that_one_alone()
    {
        _framework.Launch("t").Told("t", TaskState.Running, 1);
        Offered(AFramework.Offer("O-1")).Accept(["O-1"], ASlave.Task("t"));
        Assert.Equal("Task has duplicate ID: t", _framework.LostMessage("t"));
        Assert.True(Assert.Single(_framework.Updates).Status.IsReconciliation);
        Assert.Empty(Assert.IsType<FrameworkCall.Accept>(Assert.Single(_framework.Calls)).Tasks);
        Assert.Equal(TaskState.Running, _framework.StateOf("t"));

        // Also if its offers would not do.
        _framework.Accept(["gone"], ASlave.Task("t"));
        Assert.Equal("Task launched with invalid offers: Offer gone is no longer valid", _framework.LostMessage("t"));
        Assert.Equal(TaskState.Running, _framework.StateOf("t"));
    }

    [Fact]
    public void Of_two_tasks_of_one_ID_in_one_call_the_first_goes_on()
    {
        Offered(AFramework.Offer("O-1")).Accept(["O-1"], ASlave.Task("t"), ASlave.Task("t"));

        Assert.Equal("Task has duplicate ID: t", _framework.LostMessage("t"));
        Assert.Equal(TaskState.Staging, _framework.StateOf("t"));
        Assert.Single(Assert.IsType<FrameworkCall.Accept>(Assert.Single(_framework.Calls)).Tasks);
    }

    [Fact]
    public void A_kill_goes_to_the_slave_that_has_the_task_whatever_slave_is_named()
    {
        _framework.Launch("t").Submit(new SchedulerCall.Kill(new TaskId("t"), AFramework.Other));

        Assert.Equal([(AFramework.Slave, new FrameworkCall.Kill(new TaskId("t")))], _framework.Effects.Calls);
    }

    [Fact]
    public void A_kill_of_an_unknown_task_goes_to_the_slave_that_is_named_or_answers_that_it_is_lost()
    {
        _framework.Submit(new SchedulerCall.Kill(new TaskId("t"), AFramework.Other));
        Assert.Equal([(AFramework.Other, new FrameworkCall.Kill(new TaskId("t")))], _framework.Effects.Calls);

        _framework.Submit(new SchedulerCall.Kill(new TaskId("t"), null));
        Assert.Equal("Attempted to kill an unknown task", _framework.LostMessage("t"));
        var answer = Assert.Single(_framework.Updates);
        Assert.Equal(((SlaveId?)null, true), (answer.SlaveId, answer.Status.IsReconciliation));
    }

    [Fact]
    [Trait("Invariant", "5 no lost word")]
    public void An_acknowledgement_is_passed_to_the_slave_also_of_an_update_that_is_forgotten_here()
    {
        _framework.Launch("t").Told("t", TaskState.Running, 1).Acknowledge("t", 1);
        Assert.Equal([(AFramework.Slave, new FrameworkCall.Acknowledge(new TaskId("t"), ASlave.Uuid(1)))], _framework.Effects.Calls);

        _framework.Acknowledge("forgotten", 9);
        Assert.Equal([(AFramework.Slave, new FrameworkCall.Acknowledge(new TaskId("forgotten"), ASlave.Uuid(9)))], _framework.Effects.Calls);
    }

    [Fact]
    public void An_acknowledgement_of_what_the_masters_said_themselves_ends_here()
    {
        _framework.Launch("t").Listed(AFramework.Second, []);
        var lost = Assert.Single(_framework.Updates);
        _framework.Submit(new SchedulerCall.Acknowledge(lost.Status.TaskId, lost.SlaveId, lost.Uuid));

        Assert.Empty(_framework.Calls);
        Assert.Empty(_framework.Subscribe().Updates);
    }

    [Fact]
    public void Reconciliation_of_all_tells_every_unfinished_task_without_need_of_acknowledgement()
    {
        _framework.Launch("a", "b").Told("b", TaskState.Running, 1).Acknowledge("b", 1).Submit(new SchedulerCall.Reconcile([]));

        Assert.Equal(
            [("a", TaskState.Staging), ("b", TaskState.Running)],
            _framework.Updates.Select(update => (update.Status.TaskId.Value, update.Status.State)));
        Assert.All(_framework.Updates, update => Assert.True(update.Status.IsReconciliation));
        Assert.Empty(_framework.Subscribe().Updates);
    }

    [Fact]
    public void Reconciliation_of_a_task_that_has_ended_tells_its_end()
    {
        _framework.Launch("t").Told("t", TaskState.Failed, 1).Submit(Asking("t"));

        Assert.Equal(TaskState.Failed, Assert.Single(_framework.Updates).Status.State);
    }

    [Fact]
    [Trait("Invariant", "7 no silent loss of input")]
    public void Reconciliation_of_unknown_tasks_asks_their_slave_once_and_answers_when_it_has_spoken()
    {
        _framework.Submit(Asking("nowhere")).Submit(Asking("there"));
        Assert.Empty(_framework.Calls);
        Assert.Empty(_framework.Updates);
        _framework.Listed(AFramework.First, [ASlave.Shown(AFramework.Id, "there")]);

        Assert.Equal(
            [
                ("nowhere", TaskState.Lost, "Reconciliation: Task is unknown to the slave"),
                ("there", TaskState.Running, "Reconciliation: latest task state"),
            ],
            _framework.Updates.Select(update => (update.Status.TaskId.Value, update.Status.State, update.Status.Message)).Order());
        Assert.All(_framework.Updates, update => Assert.True(update.Status.IsReconciliation));
        Assert.DoesNotContain(_framework.Listed(AFramework.First, []).Updates, update => update.Status.IsReconciliation);
    }

    [Fact]
    public void Reconciliation_of_a_task_on_a_slave_that_is_gone_answers_lost()
    {
        _framework.Submit(Asking("t")).Report(new SlaveFact.SlaveLost("host"));

        Assert.Equal("Reconciliation: Slave is unknown/removed", _framework.LostMessage("t"));
    }

    private static SchedulerCall.Reconcile Asking(string task) =>
        new([new TaskStatus { TaskId = new TaskId(task), State = TaskState.Running, SlaveId = AFramework.Slave }]);

    private AFramework Offered(params Offer[] offers) => _framework.Report([.. offers.Select(offer => new SlaveFact.Offered(offer))]);

    private void AssertReturned(params string[] offers)
    {
        var returned = _framework.Calls.Cast<FrameworkCall.Accept>().ToArray();
        Assert.All(returned, accept => Assert.Equal((0, null), (accept.Tasks.Length, accept.Filters)));
        Assert.Equal(offers, returned.SelectMany(accept => accept.OfferIds).Select(offer => offer.Value));
        Assert.Equal(0, _framework.Machine.OfferCount);
    }
}
