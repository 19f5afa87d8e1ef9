using CsCheck;
using MesosOrleans.AgentHost.Sandboxes;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Sandboxes;

public sealed class GcScheduleTests
{
    private static readonly DateTimeOffset Start = new(2014, 6, 3, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    private readonly GcSchedule _schedule = new(Week, headroom: 0.1m);

    [Theory]
    [InlineData(0, 0.9)]
    [InlineData(0.5, 0.4)]
    [InlineData(0.8, 0.1)]
    [InlineData(0.9, 0)]
    [InlineData(1, 0)]
    public void The_fuller_the_disk_the_shorter_stays_what_nobody_uses(double used, double partOfDelay) =>
        Assert.Equal(Week * partOfDelay, _schedule.AllowedAge((decimal)used));

    [Fact]
    public void A_directory_is_due_at_its_time_plus_the_delay_and_not_before()
    {
        _schedule.Schedule("/w/a", Start);

        Assert.Equal(Start + Week, _schedule.NextDue);
        Assert.Empty(_schedule.TakeDue(Start + Week - TimeSpan.FromTicks(1)));
        Assert.Equal(["/w/a"], _schedule.TakeDue(Start + Week));
        Assert.Null(_schedule.NextDue);
    }

    [Fact]
    public void A_full_disk_takes_everything_the_oldest_first()
    {
        _schedule.Schedule("/w/young", Start + TimeSpan.FromHours(1));
        _schedule.Schedule("/w/old", Start);

        Assert.Equal(["/w/old", "/w/young"], _schedule.TakeOlderThan(_schedule.AllowedAge(0.95m), Start + TimeSpan.FromHours(1)));
    }

    [Fact]
    public void What_is_used_again_is_taken_back_once()
    {
        _schedule.Schedule("/w/a", Start);

        Assert.True(_schedule.Unschedule("/w/a"));
        Assert.False(_schedule.Unschedule("/w/a"));
        Assert.Empty(_schedule.TakeDue(DateTimeOffset.MaxValue));
    }

    [Fact]
    public void A_second_schedule_counts_instead_of_the_first()
    {
        _schedule.Schedule("/w/a", Start);
        _schedule.Schedule("/w/a", Start + Week);

        Assert.Empty(_schedule.TakeDue(Start + Week));
        Assert.Equal(["/w/a"], _schedule.TakeDue(Start + Week + Week));
    }

    [Fact]
    public void A_delay_of_for_ever_is_one()
    {
        var schedule = new GcSchedule(TimeSpan.MaxValue, headroom: 0);
        schedule.Schedule("/w/a", Start);

        Assert.Empty(schedule.TakeDue(Start.AddYears(1000)));
    }

    [Fact]
    public void Whatever_comes_and_goes_exactly_what_is_old_enough_is_taken()
    {
        var step = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 20], Gen.Int[0, 2]);
        step.Array[0, 40].Sample(steps =>
        {
            var schedule = new GcSchedule(Week, 0);
            var expected = new Dictionary<string, DateTimeOffset>();
            foreach (var (path, days, what) in steps)
            {
                var (name, time) = ($"/w/{path}", Start.AddDays(days));
                switch (what)
                {
                    case 0:
                        schedule.Schedule(name, time);
                        expected[name] = time;
                        break;
                    case 1:
                        Assert.Equal(expected.Remove(name), schedule.Unschedule(name));
                        break;
                    default:
                        var due = expected.Where(entry => entry.Value + Week <= time).OrderBy(entry => entry.Value)
                            .ThenBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Key).ToList();
                        Assert.Equal(due, schedule.TakeDue(time));
                        due.ForEach(gone => expected.Remove(gone));
                        break;
                }
            }

            Assert.Equal(expected.Count, schedule.Count);
        });
    }
}
