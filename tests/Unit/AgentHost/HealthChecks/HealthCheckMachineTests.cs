using MesosOrleans.AgentHost.HealthChecks;
using MesosOrleans.Protocol;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.HealthChecks;

public sealed class HealthCheckMachineTests
{
    private static readonly DateTimeOffset Start = new(2014, 6, 3, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset AfterGrace = Start.AddSeconds(11);

    private readonly HealthCheckMachine _machine = new(new HealthCheck(), Start);

    [Fact]
    public void The_defaults_are_those_of_Mesos()
    {
        Assert.Equal(Start.AddSeconds(15), _machine.FirstAt);
        Assert.Equal(TimeSpan.FromSeconds(10), _machine.Interval);
        Assert.Equal(TimeSpan.FromSeconds(20), _machine.Limit);
    }

    [Fact]
    public void A_success_is_told_once()
    {
        Assert.Equal(new HealthVerdict(true, false, "Health check passed"), _machine.Checked(null, AfterGrace));
        Assert.Null(_machine.Checked(null, AfterGrace));
    }

    [Fact]
    public void Each_failure_is_told_and_the_third_in_a_row_ends_the_task()
    {
        Assert.Equal(new HealthVerdict(false, false, "Health check failed 1 times in a row: no"), _machine.Checked("no", AfterGrace));
        Assert.Equal(new HealthVerdict(false, false, "Health check failed 2 times in a row: no"), _machine.Checked("no", AfterGrace));
        Assert.Equal(new HealthVerdict(false, true, "Health check failed 3 times in a row: no"), _machine.Checked("no", AfterGrace));
    }

    [Fact]
    public void A_success_between_failures_begins_the_count_anew()
    {
        _machine.Checked("no", AfterGrace);
        _machine.Checked("no", AfterGrace);
        Assert.True(_machine.Checked(null, AfterGrace)!.IsHealthy);
        Assert.False(_machine.Checked("no", AfterGrace)!.IsKill);
        Assert.False(_machine.Checked("no", AfterGrace)!.IsKill);
        Assert.True(_machine.Checked("no", AfterGrace)!.IsKill);
    }

    [Fact]
    public void A_failure_in_the_grace_period_does_not_count_until_the_task_was_well()
    {
        Assert.Null(_machine.Checked("no", Start.AddSeconds(10)));
        _machine.Checked(null, Start.AddSeconds(5));
        Assert.NotNull(_machine.Checked("no", Start.AddSeconds(6)));
    }

    [Fact]
    public void What_a_former_process_has_told_counts()
    {
        _machine.Told(isHealthy: true, "");
        _machine.Told(isHealthy: false, "once");
        _machine.Told(isHealthy: false, "twice");
        Assert.Null(_machine.EndReason);
        Assert.Equal(new HealthVerdict(false, true, "Health check failed 3 times in a row: no"), _machine.Checked("no", Start));
        Assert.Equal("Health check failed 3 times in a row: no", _machine.EndReason);
    }

    [Fact]
    public void Checks_do_not_follow_each_other_without_a_pause() =>
        Assert.Equal(TimeSpan.FromMilliseconds(100), new HealthCheckMachine(new HealthCheck { IntervalSeconds = 0 }, Start).Interval);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    public void Seconds_that_make_no_sense_are_bounded(double seconds)
    {
        var machine = new HealthCheckMachine(
            new HealthCheck { DelaySeconds = seconds, IntervalSeconds = seconds, TimeoutSeconds = seconds, GracePeriodSeconds = seconds }, Start);

        Assert.InRange(machine.FirstAt, Start, Start.AddDays(28));
        Assert.InRange(machine.Interval, TimeSpan.Zero, TimeSpan.FromDays(28));
    }

    [Fact]
    public void A_time_limit_of_zero_is_none() => Assert.Null(new HealthCheckMachine(new HealthCheck { TimeoutSeconds = 0 }, Start).Limit);
}
