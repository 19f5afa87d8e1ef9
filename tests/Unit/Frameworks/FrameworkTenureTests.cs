using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Tests.Unit.Slaves;
using Xunit;

namespace MesosOrleans.Tests.Unit.Frameworks;

/// <summary>Who holds a framework, and how long it is kept without a scheduler (rules 5.1 to 5.7).</summary>
public sealed class FrameworkTenureTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(1);
    private static readonly TimeSpan Grace = FrameworkPings.Interval * FrameworkPings.MissesMax;

    [Fact]
    public void A_subscription_raises_the_epoch_and_ends_the_waiting()
    {
        var state = Subscribed(60);
        FrameworkTenure.StartFailover(state, true, Now);
        FrameworkTenure.Subscribe(state, By(1), null, Now.AddSeconds(5));

        Assert.Equal((2, Now, Now.AddSeconds(5), (DateTimeOffset?)null), (state.Epoch, state.RegisteredAt, state.ReregisteredAt, state.FailoverDeadline));
    }

    [Fact]
    public void A_scheduler_that_was_taken_over_is_refused_and_so_is_a_framework_that_nobody_knows_or_that_has_ended()
    {
        var state = Subscribed(60);
        Assert.Null(Refusal(state, By(2) with { First = true }));
        Assert.Equal("Framework failed over", Refusal(state, By(2)));

        FrameworkTenure.End(state);
        Assert.Contains("is not known", Refusal(state, By(1)), StringComparison.Ordinal);
        Assert.Null(Refusal(new FrameworkState(), By(1) with { First = true }));
        Assert.Contains("is not known", FrameworkTenure.Refusal(new FrameworkState(), By(1), false, new MasterSettings()), StringComparison.Ordinal);
    }

    /// <summary>The deadline is a part of what is stored, so the next activation finds it, whatever became of the masters meanwhile.</summary>
    [Theory]
    [InlineData(60, true, 60)]
    [InlineData(60, false, 60)]
    [InlineData(0, true, 0)]
    [InlineData(0, false, 15)]
    public void A_lost_scheduler_has_its_failover_timeout_and_after_the_loss_of_a_silo_at_least_the_time_of_its_pings(double timeout, bool subscribedHere, double seconds)
    {
        var state = Subscribed(timeout);
        Assert.Equal(TenureVerdict.StartFailover, FrameworkTenure.Tick(state, null, Now));
        FrameworkTenure.StartFailover(state, subscribedHere, Now);

        Assert.Equal(Now.AddSeconds(seconds), state.FailoverDeadline);
        Assert.Equal(seconds > 0 ? TenureVerdict.Wait : TenureVerdict.End, FrameworkTenure.Tick(state, null, Now));
        Assert.Equal(TenureVerdict.End, FrameworkTenure.Tick(state, null, Now.AddSeconds(seconds)));
        Assert.Equal(TimeSpan.FromSeconds(15), Grace);
    }

    [Fact]
    public void Who_misses_more_pings_than_allowed_is_gone()
    {
        var state = Subscribed(60);
        Assert.Equal(TenureVerdict.Ping, FrameworkTenure.Tick(state, FrameworkPings.MissesMax, Now));
        Assert.Equal(TenureVerdict.Disconnect, FrameworkTenure.Tick(state, FrameworkPings.MissesMax + 1, Now));
    }

    [Fact]
    public void An_end_that_was_decided_is_gone_on_with_by_the_next_activation()
    {
        var state = Subscribed(60);
        Assert.False(FrameworkTenure.HasEnded(state));
        FrameworkTenure.End(state);

        Assert.True(FrameworkTenure.HasEnded(state));
        Assert.Equal(TenureVerdict.End, FrameworkTenure.Tick(state, null, Now));
    }

    [Fact]
    public void An_activation_that_does_not_know_an_epoch_that_others_have_seen_was_taken_over_from()
    {
        var state = Subscribed(60);
        Assert.False(FrameworkTenure.IsSuperseded(state, 1));
        Assert.True(FrameworkTenure.IsSuperseded(state, 2));
    }

    [Fact]
    public void A_framework_that_is_not_on_record_has_ended_whatever_epoch_others_have_seen()
    {
        Assert.False(FrameworkTenure.IsSuperseded(new FrameworkState(), 5));
        Assert.True(FrameworkTenure.HasEnded(new FrameworkState()));
    }

    private static string? Refusal(FrameworkState state, SchedulerSubscription subscription) =>
        FrameworkTenure.Refusal(state, subscription, true, new MasterSettings());

    private static FrameworkState Subscribed(double failoverTimeout)
    {
        var state = new FrameworkState();
        FrameworkTenure.Subscribe(state, By(1, failoverTimeout) with { First = true }, null, Now);
        return state;
    }

    private static SchedulerSubscription By(int scheduler, double failoverTimeout = 60) => new()
    {
        Info = new FrameworkInfo { Name = "f", Id = new FrameworkId("F-0"), FailoverTimeout = failoverTimeout },
        Scheduler = ASlave.Uuid(scheduler),
        First = false,
    };
}
