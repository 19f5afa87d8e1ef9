using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Slaves;
using Xunit;

namespace MesosOrleans.Tests.Unit.Frameworks;

/// <summary>What slaves tell the framework of offers (design, "Offers and launches").</summary>
public sealed class FrameworkMachineOfferTests
{
    private readonly AFramework _framework = AFramework.Subscribed();

    [Fact]
    public void Offers_of_one_report_are_told_together_without_those_that_ended_in_it()
    {
        _framework.Report(Offered("O-1"), Offered("O-2"), new SlaveFact.Rescinded(new OfferId("O-1")));

        var made = Assert.IsType<SchedulerEvent.OffersMade>(Assert.Single(_framework.Effects.Events));
        Assert.Equal([new OfferId("O-2")], made.Offers.Select(offer => offer.Id));
    }

    [Fact]
    public void An_offer_that_is_rescinded_is_told_so_once_and_not_after_its_use()
    {
        _framework.Report(Offered("O-1"), Offered("O-2")).Accept(["O-2"]);
        _framework.Report(new SlaveFact.Rescinded(new OfferId("O-1")), new SlaveFact.Rescinded(new OfferId("O-2")));

        Assert.Equal([new SchedulerEvent.OfferRescinded(new OfferId("O-1"))], _framework.Effects.Events);
    }

    [Fact]
    public void Offers_of_a_former_session_of_the_slave_end_with_its_list()
    {
        _framework.Report(Offered("O-1")).Report(AFramework.Other, new SlaveFact.Offered(AFramework.Offer("O-2", AFramework.Other)));
        _framework.Listed(AFramework.Second, []);

        Assert.Equal([new SchedulerEvent.OfferRescinded(new OfferId("O-1"))], _framework.Effects.Events);
        Assert.Equal(1, _framework.Machine.OfferCount);
        // Whoever made it gets it back, should it be out there still.
        var back = Assert.IsType<FrameworkCall.Accept>(Assert.Single(_framework.Effects.Calls).Call);
        Assert.Equal([new OfferId("O-1")], back.OfferIds);
        Assert.Empty(back.Tasks);
    }

    [Fact]
    [Trait("Invariant", "3 no rogue slaves")]
    public void Of_a_slave_that_was_lost_no_offer_is_told_that_it_had_made_before()
    {
        _framework.Report(Offered("O-1"), new SlaveFact.SlaveLost("host")).Report(Offered("O-2"));

        Assert.Empty(_framework.Effects.Events);
        Assert.Equal(0, _framework.Machine.OfferCount);
        Assert.Equal([new OfferId("O-2")], Assert.IsType<FrameworkCall.Accept>(Assert.Single(_framework.Calls)).OfferIds);

        _framework.Report(new SlaveFact.Offered(AFramework.Offer("O-3", epoch: AFramework.Second)));
        Assert.Equal(1, _framework.Machine.OfferCount);
    }

    [Fact]
    [Trait("Invariant", "4 no double use")]
    public void An_offer_that_its_slave_reminds_of_and_nobody_knows_goes_back_and_one_that_it_does_not_know_is_rescinded()
    {
        _framework.Report(Offered("O-1"), Offered("O-3")).Report(AFramework.Other, new SlaveFact.Offered(AFramework.Offer("O-4", AFramework.Other)));
        _framework.Report(new SlaveFact.OffersStand(AFramework.First, [new OfferId("O-1"), new OfferId("O-2")]));

        var back = Assert.IsType<FrameworkCall.Accept>(Assert.Single(_framework.Calls));
        Assert.Equal([new OfferId("O-2")], back.OfferIds);
        Assert.Empty(back.Tasks);
        Assert.Equal([new SchedulerEvent.OfferRescinded(new OfferId("O-3"))], _framework.Effects.Events);
        Assert.Equal(2, _framework.Machine.OfferCount);
    }

    [Fact]
    public void An_offer_that_ended_with_the_list_of_its_own_report_is_not_told()
    {
        _framework.Report(Offered("O-1"), new SlaveFact.TasksListed(AFramework.Second, [], []));

        Assert.DoesNotContain(_framework.Effects.Events, happening => happening is SchedulerEvent.OffersMade);
    }

    private static SlaveFact.Offered Offered(string id) => new(AFramework.Offer(id));
}
