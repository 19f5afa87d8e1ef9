using CsCheck;
using MesosOrleans.Flags;
using Xunit;

namespace MesosOrleans.Tests.Unit.Flags;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("1ns", 1)]
    [InlineData("100ns", 1)]
    [InlineData("101ns", 2)]
    [InlineData("1us", 10)]
    [InlineData("100ms", 1_000_000)]
    [InlineData("15secs", 150_000_000)]
    [InlineData("1.5secs", 15_000_000)]
    [InlineData(".5secs", 5_000_000)]
    [InlineData("10mins", 6_000_000_000)]
    [InlineData("1hrs", 36_000_000_000)]
    [InlineData("1days", 864_000_000_000)]
    [InlineData("1weeks", 6_048_000_000_000)]
    [InlineData("0secs", 0)]
    public void Every_unit_of_Mesos_is_read(string text, long ticks)
    {
        Assert.Equal(ticks, DurationText.Parse(text).Ticks);
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(ticks, duration.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("15")]
    [InlineData("secs")]
    [InlineData("15s")]
    [InlineData("15m")]
    [InlineData("15 secs")]
    [InlineData(" 15secs")]
    [InlineData("15secs ")]
    [InlineData("15SECS")]
    [InlineData("-1secs")]
    [InlineData("+1secs")]
    [InlineData("1e3secs")]
    [InlineData("1,5secs")]
    [InlineData("1.2.3secs")]
    [InlineData(".secs")]
    [InlineData("99999999999999weeks")]
    [InlineData("99999999999999999999999999999999999999ns")]
    public void Anything_else_is_refused_with_its_text_and_an_example(string text)
    {
        Assert.False(DurationText.TryParse(text, out _));
        var problem = Assert.Throws<FormatException>(() => DurationText.Parse(text));
        Assert.StartsWith($"'{text}' is ", problem.Message, StringComparison.Ordinal);
        Assert.Contains("for example", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_text_is_no_duration() => Assert.False(DurationText.TryParse(null, out _));

    [Theory]
    [InlineData(0, "0ns")]
    [InlineData(1, "100ns")]
    [InlineData(10, "1us")]
    [InlineData(1_000_000, "100ms")]
    [InlineData(10_000_000, "1secs")]
    [InlineData(15_000_000, "1500ms")]
    [InlineData(900_000_000, "90secs")]
    [InlineData(6_000_000_000, "10mins")]
    [InlineData(864_000_000_000, "1days")]
    [InlineData(6_048_000_000_000, "1weeks")]
    [InlineData(-10_000_000, "-1secs")]
    public void The_text_is_a_whole_number_of_the_largest_unit(long ticks, string text) =>
        Assert.Equal(text, DurationText.Format(TimeSpan.FromTicks(ticks)));

    [Fact]
    public void Each_duration_survives_its_text() => Gen.Long[0, long.MaxValue].Select(TimeSpan.FromTicks)
        .Sample(duration => DurationText.Parse(DurationText.Format(duration)) == duration);

    [Fact]
    public void Each_duration_of_whole_seconds_survives_its_text() => Gen.Int[0, 100_000_000]
        .Select(seconds => TimeSpan.FromSeconds(seconds))
        .Sample(duration => DurationText.Parse(DurationText.Format(duration)) == duration);
}
