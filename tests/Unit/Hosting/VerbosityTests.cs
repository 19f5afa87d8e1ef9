using MesosOrleans.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MesosOrleans.Tests.Unit.Hosting;

public sealed class VerbosityTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData("MesosOrleans.X", LogLevel.Information)]
    [InlineData("Orleans.Y", LogLevel.Warning)]
    [InlineData("Microsoft.Z", LogLevel.Warning)]
    [InlineData("Polly", LogLevel.Critical)]
    [InlineData("Orleans.Runtime.Watchdog", LogLevel.Error)]
    public void At_first_libraries_are_heard_from_warnings_on_and_the_product_as_the_flag_says(string category, LogLevel least) =>
        Assert.Equal(least, Least(new Verbosity(LogLevel.Information, _time), category));

    [Theory]
    [InlineData("MesosOrleans.X", LogLevel.Error)]
    [InlineData("Orleans.Y", LogLevel.Error)]
    public void The_flag_holds_for_libraries_too(string category, LogLevel least) => Assert.Equal(least, Least(new Verbosity(LogLevel.Error, _time), category));

    [Theory]
    [InlineData(1, LogLevel.Debug, LogLevel.Information)]
    [InlineData(2, LogLevel.Trace, LogLevel.Debug)]
    [InlineData(3, LogLevel.Trace, LogLevel.Trace)]
    [InlineData(9, LogLevel.Trace, LogLevel.Trace)]
    public void Raised_it_shows_more_for_as_long_as_was_asked(int level, LogLevel own, LogLevel libraries)
    {
        using var verbosity = new Verbosity(LogLevel.Warning, _time);

        verbosity.Raise(level, TimeSpan.FromMinutes(2));
        Assert.Equal((level, own, libraries), (verbosity.Level, Least(verbosity, "MesosOrleans.X"), Least(verbosity, "Orleans.Y")));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(level, verbosity.Level);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((0, LogLevel.Warning), (verbosity.Level, Least(verbosity, "MesosOrleans.X")));
    }

    [Fact]
    public void What_is_asked_last_counts()
    {
        using var verbosity = new Verbosity(LogLevel.Information, _time);

        verbosity.Raise(3, TimeSpan.FromMinutes(1));
        verbosity.Raise(1, TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, verbosity.Level);
        verbosity.Raise(0, TimeSpan.FromHours(1));
        Assert.Equal(0, verbosity.Level);
        verbosity.Raise(2, TimeSpan.FromDays(365));
        Assert.Equal(2, verbosity.Level);
    }

    private static LogLevel Least(Verbosity verbosity, string category) => Enum.GetValues<LogLevel>().First(level => verbosity.Shows(category, level));
}
