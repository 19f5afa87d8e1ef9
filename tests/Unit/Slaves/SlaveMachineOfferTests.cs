using MesosOrleans.Allocation;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Sessions;
using MesosOrleans.Slaves;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Slaves;

/// <summary>Offer, accept and decline at the slave (rules 8.3 to 8.9).</summary>
public sealed class SlaveMachineOfferTests
{
    private static readonly FrameworkId Ann = ASlave.Ann;
    private static readonly FrameworkId Bob = ASlave.Bob;

    private readonly ASlave _slave = ASlave.Registered();

    [Fact]
    public void An_offer_says_whose_and_where_and_under_which_session()
    {
        var offer = _slave.Offer(Ann, "cpus:1");

        Assert.Equal((Ann, ASlave.Id, "host", _slave.Machine.Epoch), (offer.FrameworkId, offer.SlaveId, offer.Hostname, offer.SlaveEpoch));
        Assert.Equal(Resources.Parse("cpus:1"), offer.Resources);
        Assert.Equal(Resources.Parse("cpus:1"), _slave.View().Offered);
    }

    [Fact]
    [Trait("Invariant", "4 no double use")]
    public void What_the_ledger_has_not_is_left_out_of_the_proposals()
    {
        _slave.Step(effects => _slave.Machine.Offer(
            [
                new OfferRequest(Ann, Resources.Parse("cpus:3")),
                new OfferRequest(Bob, Resources.Parse("cpus:2")),
                new OfferRequest(Bob, Resources.Parse("cpus:1")),
            ],
            effects));

        var offers = _slave.Facts.Select(fact => (fact.Framework, ((SlaveFact.Offered)fact.Fact).Offer.Resources.ToString()));
        Assert.Equal([(Ann, "cpus(*):3"), (Bob, "cpus(*):1")], offers);
    }

    [Fact]
    public void Each_framework_is_reminded_of_the_offers_that_it_has_and_keeps_them()
    {
        var (one, other, bobs) = (_slave.Offer(Ann, "cpus:1"), _slave.Offer(Ann, "mem:32"), _slave.Offer(Bob, "cpus:1"));
        _slave.Submit(Ann, new FrameworkCall.Accept(other.SlaveEpoch, [other.Id], [], null));
        _slave.Step(effects => _slave.Machine.Remind(effects));

        Assert.Equal([(Ann, one.Id), (Bob, bobs.Id)], Reminders());
        Assert.Equal(2, _slave.Machine.OfferCount);

        _slave.Submit(Bob, new FrameworkCall.Accept(bobs.SlaveEpoch, [bobs.Id], [], null));
        _slave.Step(effects => _slave.Machine.Remind(effects));
        Assert.Equal([(Ann, one.Id), (Bob, null)], Reminders());
        _slave.Step(effects => _slave.Machine.Remind(effects));
        Assert.Equal([(Ann, one.Id)], Reminders());
    }

    [Fact]
    public void A_slave_that_never_registered_offers_nothing()
    {
        var slave = new ASlave();
        slave.Step(effects => slave.Machine.Offer([new OfferRequest(Ann, Resources.Parse("cpus:1"))], effects));

        Assert.Empty(slave.Facts);
    }

    [Fact]
    public void An_accepted_task_goes_to_the_agent_and_the_remainder_is_refused_with_its_filter()
    {
        var offer = _slave.Offer(Ann, "cpus:3;mem:64");
        var task = ASlave.Task("t");
        _slave.Submit(Ann, new FrameworkCall.Accept(offer.SlaveEpoch, [offer.Id], [task], new Filters { RefuseSeconds = 7 }, 3));

        Assert.Equal(task, Assert.IsType<AgentCommand.Launch>(Assert.Single(_slave.Effects.Commands)).Task);
        Assert.Empty(_slave.Facts);
        Assert.Equal(TaskState.Staging, Assert.Single(_slave.View().Tasks).State);
        Assert.Equal((task.Resources, Resources.Empty), (_slave.Machine.Used, _slave.View().Offered));
        Assert.Equal(new Refusal(Ann, Resources.Parse("cpus:2;mem:32"), 7, 3), Assert.Single(_slave.Machine.ReportLedger().Refusals));
    }

    [Fact]
    public void Several_tasks_share_several_offers_until_one_does_not_fit_and_those_after_it_go_on()
    {
        var (one, two) = (_slave.Offer(Ann, "cpus:1;mem:32"), _slave.Offer(Ann, "cpus:1;mem:32"));
        _slave.Submit(Ann, new FrameworkCall.Accept(
            one.SlaveEpoch, [one.Id, two.Id], [ASlave.Task("a", "cpus:1.5"), ASlave.Task("b", "cpus:1"), ASlave.Task("c", "cpus:0.5")], null));

        Assert.Equal(["a", "c"], _slave.Effects.Commands.Cast<AgentCommand.Launch>().Select(launch => launch.Task.TaskId.Value));
        Assert.Equal(
            "Task b attempted to use cpus(*):1, which is greater than what is left of its offer, cpus(*):0.5; mem(*):64",
            _slave.LostMessage(Ann, "b"));
        Assert.Equal(Resources.Parse("cpus:2"), _slave.Machine.Used);
        Assert.Empty(_slave.Machine.ReportLedger().Refusals);
    }

    [Fact]
    public void A_decline_gives_everything_back_with_its_filter()
    {
        _slave.Accept(Ann, _slave.Offer(Ann, "cpus:4"));

        Assert.Empty(_slave.Effects.Commands);
        Assert.Empty(_slave.Facts);
        Assert.Equal(new Refusal(Ann, Resources.Parse("cpus:4"), 5, 0), Assert.Single(_slave.Machine.ReportLedger().Refusals));
        Assert.Equal(0, _slave.Machine.OfferCount);
    }

    [Fact]
    [Trait("Invariant", "7 no silent loss of input")]
    public void An_offer_that_is_gone_costs_its_tasks_and_gives_the_others_back_without_a_filter()
    {
        var offer = _slave.Offer(Ann, "cpus:1;mem:32");
        _slave.Submit(Ann, new FrameworkCall.Accept(offer.SlaveEpoch, [offer.Id, new OfferId("gone")], [ASlave.Task("t")], Filters.Default));

        Assert.Equal("Task launched with invalid offers: Offer gone is no longer valid", _slave.LostMessage(Ann, "t"));
        Assert.Equal(0, _slave.Machine.OfferCount);
        Assert.Empty(_slave.Machine.ReportLedger().Refusals);
        Assert.True(_slave.Machine.Used.IsEmpty);
    }

    [Fact]
    public void An_offer_of_another_framework_is_refused_and_not_touched()
    {
        var (own, foreign) = (_slave.Offer(Ann, "cpus:1;mem:32"), _slave.Offer(Bob, "cpus:1;mem:32"));
        _slave.Submit(Ann, new FrameworkCall.Accept(own.SlaveEpoch, [own.Id, foreign.Id], [ASlave.Task("t")], null));

        Assert.Equal(
            $"Task launched with invalid offers: Offer {foreign.Id} has invalid framework F-1 while framework F-0 is expected", _slave.LostMessage(Ann, "t"));
        Assert.Equal(Resources.Parse("cpus:1;mem:32"), _slave.View().Offered);
    }

    [Fact]
    public void An_offer_that_is_named_twice_is_refused_and_given_back_once()
    {
        var offer = _slave.Offer(Ann, "cpus:1;mem:32");
        _slave.Submit(Ann, new FrameworkCall.Accept(offer.SlaveEpoch, [offer.Id, offer.Id], [ASlave.Task("t")], null));

        Assert.Equal($"Task launched with invalid offers: Duplicate offer {offer.Id} in offer list", _slave.LostMessage(Ann, "t"));
        Assert.Equal(Resources.Parse("cpus:4;mem:1024"), _slave.Offer(Ann, "cpus:4;mem:1024").Resources);
    }

    [Fact]
    public void An_accept_of_a_former_session_is_refused()
    {
        var offer = _slave.Offer(Ann, "cpus:1;mem:32");
        _slave.Register([]);
        _slave.Accept(Ann, offer, ASlave.Task("t"));
        Assert.Equal($"Task launched with invalid offers: Offer {offer.Id} is no longer valid", _slave.LostMessage(Ann, "t"));

        // Even if the offer's name were in use again.
        var current = _slave.Offer(Ann, "cpus:1;mem:32");
        _slave.Submit(Ann, new FrameworkCall.Accept(offer.SlaveEpoch, [current.Id], [ASlave.Task("u")], null));
        Assert.Equal($"Task launched with invalid offers: Offer {current.Id} is no longer valid", _slave.LostMessage(Ann, "u"));
    }

    [Fact]
    public void An_accept_of_a_disconnected_slave_is_refused()
    {
        var offer = _slave.Offer(Ann, "cpus:1;mem:32");
        _slave.Step(_slave.Machine.Disconnect).Accept(Ann, offer, ASlave.Task("t"));

        Assert.Equal($"Task launched with invalid offers: Offer {offer.Id} is no longer valid", _slave.LostMessage(Ann, "t"));
        Assert.Empty(_slave.Effects.Commands);
    }

    [Fact]
    [Trait("Invariant", "4 no double use")]
    public void A_second_task_of_the_same_name_leaves_the_first_alone_and_uses_nothing()
    {
        _slave.Launch(Ann, "t").Report(ASlave.Update(Ann, "t", TaskState.Running, 1));
        _slave.Accept(Ann, _slave.Offer(Ann, "cpus:2"), ASlave.Task("t", "cpus:2"));

        Assert.Empty(_slave.Effects.Commands);
        Assert.Equal(TaskState.Running, Assert.Single(Assert.IsType<SlaveFact.TasksListed>(Assert.Single(_slave.Facts).Fact).Tasks).State);
        Assert.Equal(Resources.Parse("cpus:1;mem:32"), _slave.Machine.Used);
    }

    [Fact]
    public void A_name_whose_end_is_not_acknowledged_is_refused()
    {
        _slave.Launch(Ann, "t").Report(ASlave.Update(Ann, "t", TaskState.Finished, 1));
        _slave.Accept(Ann, _slave.Offer(Ann, "cpus:1;mem:32"), ASlave.Task("t"));
        Assert.Equal("Task has duplicate ID: t; the end of the task that had it is not acknowledged", _slave.LostMessage(Ann, "t"));

        _slave.Submit(Ann, new FrameworkCall.Acknowledge(new TaskId("t"), ASlave.Uuid(1))).Launch(Ann, "t");
        Assert.IsType<AgentCommand.Launch>(Assert.Single(_slave.Effects.Commands));
    }

    [Fact]
    public void A_framework_that_asks_for_its_list_gives_its_offers_back()
    {
        var offer = _slave.Offer(Ann, "cpus:1");
        _slave.Offer(Bob, "cpus:1");
        _slave.Submit(Ann, new FrameworkCall.ListTasks());

        Assert.All(_slave.Facts, fact => Assert.Equal(Ann, fact.Framework));
        Assert.Equal(new SlaveFact.Rescinded(offer.Id), _slave.Facts.First().Fact);
        Assert.Equal(_slave.Machine.Epoch, Assert.IsType<SlaveFact.TasksListed>(_slave.Facts.Last().Fact).SlaveEpoch);
        Assert.Equal(Resources.Parse("cpus:1"), _slave.View().Offered);
        var before = new ASlave().Submit(Ann, new FrameworkCall.ListTasks());
        Assert.Empty(before.Facts);
        Assert.Equal(Epoch.None, before.Machine.Epoch);
    }

    [Fact]
    public void A_framework_that_only_asks_about_tasks_keeps_its_offers()
    {
        _slave.Offer(Ann, "cpus:1");
        _slave.Submit(Ann, new FrameworkCall.ListTasks(KeepsOffers: true));

        Assert.IsType<SlaveFact.TasksListed>(Assert.Single(_slave.Facts).Fact);
        Assert.Equal(Resources.Parse("cpus:1"), _slave.View().Offered);
    }

    /// <summary>Who was reminded of which one offer, or of none.</summary>
    private (FrameworkId Framework, OfferId? Offer)[] Reminders() => [.. _slave.Facts
        .Select(fact => (fact.Framework, ((SlaveFact.OffersStand)fact.Fact).OfferIds.Cast<OfferId?>().SingleOrDefault()))
        .OrderBy(reminder => reminder.Framework.Value)];
}
