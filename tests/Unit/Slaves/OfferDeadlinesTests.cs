using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Slaves;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Slaves;

public sealed class OfferDeadlinesTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Without_a_time_out_no_offer_is_ever_due()
    {
        var deadlines = new OfferDeadlines(null);
        deadlines.Made(new OfferId("O-0"), Start);

        Assert.Null(deadlines.Next);
        Assert.False(deadlines.TryTake(DateTimeOffset.MaxValue, out _));
    }

    [Fact]
    public void Offers_are_due_in_their_order_each_after_the_time_out_and_once()
    {
        var deadlines = new OfferDeadlines(TimeSpan.FromSeconds(10));
        deadlines.Made(new OfferId("O-0"), Start);
        deadlines.Made(new OfferId("O-1"), Start.AddSeconds(1));

        Assert.Equal(Start.AddSeconds(10), deadlines.Next);
        Assert.False(deadlines.TryTake(Start.AddSeconds(9.999), out _));
        Assert.True(deadlines.TryTake(Start.AddSeconds(10), out var due));
        Assert.Equal(new OfferId("O-0"), due);
        Assert.False(deadlines.TryTake(Start.AddSeconds(10), out _));
        Assert.Equal(Start.AddSeconds(11), deadlines.Next);
    }

    [Fact]
    public void An_offer_that_is_due_goes_back_whole_and_one_that_is_answered_by_then_is_left_alone()
    {
        var slave = ASlave.Registered();
        var offer = slave.Offer(ASlave.Ann, "cpus:1;mem:32");

        slave.Step(effects => slave.Machine.Rescind(offer.Id, effects));
        Assert.Equal((ASlave.Ann, new SlaveFact.Rescinded(offer.Id)), Assert.Single(slave.Facts));
        Assert.Equal(Resources.Empty, slave.View().Offered);

        Assert.Empty(slave.Step(effects => slave.Machine.Rescind(offer.Id, effects)).Facts);
    }
}
