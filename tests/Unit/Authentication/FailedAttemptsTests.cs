using MesosOrleans.Authentication;
using Xunit;

namespace MesosOrleans.Tests.Unit.Authentication;

public sealed class FailedAttemptsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Each_failure_in_a_row_makes_the_next_attempt_wait_longer_up_to_a_limit()
    {
        var attempts = new FailedAttempts();
        var delays = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            attempts.Failed("ada", Noon);
            delays.Add(attempts.DelayOf("ada", Noon).TotalMilliseconds);
        }

        Assert.Equal([100, 200, 400, 800, 1600, 3000, 3000, 3000, 3000], delays);
        Assert.Equal(9, attempts.Total);
        Assert.Equal(TimeSpan.FromSeconds(1), attempts.DelayOf("ada", Noon.AddSeconds(2)));
        Assert.Equal(TimeSpan.Zero, attempts.DelayOf("ada", Noon.AddSeconds(6)));
        Assert.Equal(TimeSpan.Zero, attempts.DelayOf("bob", Noon));
    }

    [Fact]
    public void A_success_or_a_long_quiet_time_ends_the_row()
    {
        var attempts = new FailedAttempts();
        attempts.Failed("ada", Noon);
        attempts.Failed("ada", Noon);
        attempts.Succeeded("ada");
        attempts.Failed("ada", Noon);
        Assert.Equal(100, attempts.DelayOf("ada", Noon).TotalMilliseconds);

        attempts.Failed("ada", Noon.AddMinutes(11));
        Assert.Equal(100, attempts.DelayOf("ada", Noon.AddMinutes(11)).TotalMilliseconds);
    }

    [Fact]
    public void Any_number_of_names_takes_bounded_memory_and_the_longest_quiet_one_makes_room()
    {
        var attempts = new FailedAttempts();
        for (var i = 0; i <= FailedAttempts.NamesMax; i++)
        {
            attempts.Failed($"name-{i}", Noon.AddMilliseconds(i / 1000.0));
        }

        Assert.Equal(TimeSpan.Zero, attempts.DelayOf("name-0", Noon));
        Assert.NotEqual(TimeSpan.Zero, attempts.DelayOf("name-1", Noon));
    }
}
