using MesosOrleans.Allocation;
using MesosOrleans.Protocol;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Allocation;

/// <summary>Rules 7.7 and 7.8, and what a refusal with 0 s means here.</summary>
public sealed class OfferFiltersTests
{
    private const string All = "cpus:4;mem:1024";

    private readonly AllocatorScene _scene = new();

    public OfferFiltersTests()
    {
        _scene.Framework("A");
        _scene.Slave("s", All);
        _scene.Offer();
    }

    [Fact]
    public void Decline_with_filter_hides_the_slave_until_the_filter_expires()
    {
        _scene.Decline("A", "s", All, 10);
        Assert.Empty(_scene.Propose());
        Assert.Equal(_scene.Now.AddSeconds(10), _scene.Allocator.NextWake);
        _scene.Pass(9.999);
        Assert.Empty(_scene.Propose());
        _scene.Pass(0.001);
        Assert.Equal(["A@s cpus(*):4; mem(*):1024"], _scene.Propose());
        Assert.Null(_scene.Allocator.NextWake);
    }

    [Fact]
    public void A_refusal_with_no_seconds_holds_for_the_allocation_interval()
    {
        _scene.Decline("A", "s", All, 0);
        _scene.Pass(0.999);
        Assert.Empty(_scene.Propose());
        _scene.Pass(0.001);
        Assert.Single(_scene.Propose());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1e10)]
    public void Seconds_that_make_no_sense_hold_for_five(double seconds)
    {
        _scene.Decline("A", "s", All, seconds);
        Assert.Equal(_scene.Now.AddSeconds(5), _scene.Allocator.NextWake);
    }

    [Fact]
    public void A_century_is_a_long_time_but_no_error()
    {
        _scene.Decline("A", "s", All, 9e9);
        _scene.Pass(3e9);
        Assert.Empty(_scene.Propose());
    }

    [Fact]
    public void Others_are_offered_what_one_refused()
    {
        _scene.Framework("B");
        _scene.Decline("A", "s", All, 10);
        Assert.Equal(["B@s cpus(*):4; mem(*):1024"], _scene.Propose());
    }

    [Fact]
    public void More_than_was_refused_is_offered()
    {
        _scene.Decline("A", "s", "cpus:1;mem:100", 10);
        Assert.Empty(_scene.Offer());
        _scene.Return("A", "s", "mem:100");
        Assert.Equal(["A@s cpus(*):1; mem(*):200"], _scene.Offer());
    }

    [Fact]
    public void Less_than_was_refused_is_not_offered()
    {
        _scene.Decline("A", "s", All, 10);
        _scene.Slave("s", All, held: ("B", "cpus:1;mem:24"));
        Assert.Empty(_scene.Propose());
    }

    [Fact]
    public void Another_slave_is_not_hidden()
    {
        _scene.Decline("A", "s", All, 10);
        _scene.Slave("t", All);
        Assert.Equal(["A@t cpus(*):4; mem(*):1024"], _scene.Propose());
    }

    [Fact]
    public void Refusals_of_parts_do_not_add_up_and_a_later_one_of_more_replaces_them()
    {
        _scene.Decline("A", "s", "cpus:1;mem:100", 2);
        _scene.Decline("A", "s", "cpus:3;mem:924", 10);
        Assert.Equal(["A@s cpus(*):4; mem(*):1024"], _scene.Offer());
        _scene.Decline("A", "s", All, 10);
        _scene.Pass(2);
        Assert.Empty(_scene.Offer());
        _scene.Pass(8);
        Assert.Single(_scene.Offer());
    }

    [Fact]
    public void Revive_brings_everything_back_at_once()
    {
        _scene.Decline("A", "s", All, 10);
        Assert.Empty(_scene.Propose());
        _scene.Revive("A");
        Assert.Single(_scene.Propose());
        Assert.Null(_scene.Allocator.NextWake);
    }

    [Fact]
    public void Revive_clears_the_filters_of_that_framework_only()
    {
        _scene.Framework("B");
        _scene.Decline("A", "s", All, 10);
        _scene.Offer();
        _scene.Decline("B", "s", All, 20);
        _scene.Revive("B");
        Assert.Equal(["B@s cpus(*):4; mem(*):1024"], _scene.Propose());
        Assert.Equal(_scene.Now.AddSeconds(10), _scene.Allocator.NextWake);
    }

    [Fact]
    public void Going_away_clears_filters()
    {
        _scene.Decline("A", "s", All, 10);
        _scene.Framework("A", active: false);
        Assert.Null(_scene.Allocator.NextWake);
        _scene.Framework("A");
        Assert.Single(_scene.Propose());
    }

    [Fact]
    public void A_removed_slave_takes_its_filters_along()
    {
        _scene.Decline("A", "s", All, 10);
        _scene.Allocator.RemoveSlave(new SlaveId("s"));
        Assert.Null(_scene.Allocator.NextWake);
        _scene.Slave("s", All);
        Assert.Single(_scene.Propose());
    }

    [Fact]
    public void Refusals_of_strangers_say_nothing()
    {
        _scene.Return("A", "s", All);
        _scene.Allocator.Refuse(new FrameworkId("nobody"), new SlaveId("s"), Resources.Parse(All), 10, _scene.Now);
        _scene.Allocator.Refuse(new FrameworkId("A"), new SlaveId("nowhere"), Resources.Parse(All), 10, _scene.Now);
        _scene.Revive("nobody");
        Assert.Null(_scene.Allocator.NextWake);
        Assert.Single(_scene.Propose());
    }

    [Fact]
    public void Filters_that_ended_early_do_not_pile_up()
    {
        var pool = new DrfPool();
        var filters = new OfferFilters();
        var framework = new AllocationFramework(new FrameworkId("A"), pool);
        var slave = new AllocationSlave(new SlaveId("s"));
        for (var i = 0; i < 10_000; i++)
        {
            filters.Add(framework, slave, Resources.Parse(All), _scene.Now.AddYears(1));
            filters.Clear(framework, _ => { });
            Assert.True(filters.QueueLength <= 129, $"{filters.QueueLength} entries after {i + 1} rounds");
        }

        Assert.Null(filters.NextExpiry);
    }

    [Fact]
    public void Filters_of_one_pair_are_bounded_and_the_oldest_goes()
    {
        var filters = new OfferFilters();
        var framework = new AllocationFramework(new FrameworkId("A"), new DrfPool());
        var slave = new AllocationSlave(new SlaveId("s"));
        Resources Port(int number) => Resources.Parse($"ports:[{number}-{number}]");
        for (var i = 0; i <= OfferFilters.MaxPerPair; i++)
            filters.Add(framework, slave, Port(i), _scene.Now.AddYears(1));
        Assert.False(OfferFilters.Blocks(framework, slave, Port(0)));
        Assert.True(OfferFilters.Blocks(framework, slave, Port(1)));
        Assert.Equal(OfferFilters.MaxPerPair, slave.Filters[framework].Count);
    }
}
