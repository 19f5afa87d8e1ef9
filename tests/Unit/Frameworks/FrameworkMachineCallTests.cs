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
    public void A_message_goes_to_the_slave_of_the_executor_and_one_of_an_executor_to_the_scheduler()
    {
        var executor = new ExecutorId("e");
        _framework.Submit(new SchedulerCall.Message(AFramework.Other, executor, [1]));
        Assert.Equal(AFramework.Other, Assert.Single(_framework.Effects.Calls).Slave);
        Assert.IsType<FrameworkCall.Message>(Assert.Single(_framework.Calls));

        _framework.Report(new SlaveFact.Message(executor, [2]), new SlaveFact.ExecutorLost(executor, 9));
        Assert.Equal(
            [typeof(SchedulerEvent.MessageReceived), typeof(SchedulerEvent.ExecutorLost)], _framework.Effects.Events.Select(told => told.GetType()));
    }

    [Fact]
    public void An_executor_that_names_no_framework_gets_the_name_of_its_own()
    {
        var task = ASlave.ExecutorTask("t", ASlave.Executor() with { FrameworkId = null });
        Offered(AFramework.Offer("O-1")).Accept(["O-1"], task);

        Assert.Equal(AFramework.Id, Assert.Single(Assert.IsType<FrameworkCall.Accept>(Assert.Single(_framework.Calls)).Tasks).Executor!.FrameworkId);
    }

    [Fact]
    public void A_framework_that_deactivates_itself_gives_its_offers_back_and_keeps_its_tasks()
    {
        _framework.Launch("t");
        Offered(AFramework.Offer("O-1")).Submit(new SchedulerCall.Deactivate());

        AssertReturned("O-1");
        Assert.False(_framework.Machine.Active);
        Assert.Equal(TaskState.Staging, _framework.StateOf("t"));
    }

    [Theory]
    [InlineData("gone", "S-0", TaskStatusReason.InvalidOffers)]
    [InlineData("O-1", "elsewhere", TaskStatusReason.TaskInvalid)]
    public void A_refusal_says_that_the_masters_made_it_and_why(string offer, string slave, TaskStatusReason reason)
    {
        Offered(AFramework.Offer("O-1")).Accept([offer], ASlave.Task("t") with { SlaveId = new SlaveId(slave) });

        var status = Assert.Single(_framework.Updates).Status;
        Assert.Equal((TaskStatusSource.Master, reason), (status.Source, status.Reason));
    }

    private AFramework Offered(params Offer[] offers) => _framework.Report([.. offers.Select(offer => new SlaveFact.Offered(offer))]);

    private void AssertReturned(params string[] offers)
    {
        var returned = _framework.Calls.Cast<FrameworkCall.Accept>().ToArray();
        Assert.All(returned, accept => Assert.Equal((0, null), (accept.Tasks.Length, accept.Filters)));
        Assert.Equal(offers, returned.SelectMany(accept => accept.OfferIds).Select(offer => offer.Value));
        Assert.Equal(0, _framework.Machine.OfferCount);
    }
}
