using MesosOrleans.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace MesosOrleans.Tests.Unit.Hosting;

public sealed class LogLineTests
{
    private static readonly DateTimeOffset At = new(2026, 7, 15, 12, 34, 56, 123, TimeSpan.Zero);

    [Theory]
    [InlineData(LogLevel.Information, "I0715 12:34:56.123000 7 AgentService] text")]
    [InlineData(LogLevel.Warning, "W0715 12:34:56.123000 7 AgentService] text")]
    [InlineData(LogLevel.Error, "E0715 12:34:56.123000 7 AgentService] text")]
    [InlineData(LogLevel.Critical, "F0715 12:34:56.123000 7 AgentService] text")]
    public void An_event_is_a_line_in_the_form_of_mesos(LogLevel level, string expected) =>
        Assert.Equal(expected, LogLine.Of(level, At, 7, "MesosOrleans.AgentHost.AgentService", "text", null));

    [Fact]
    public void Line_ends_and_exceptions_stay_on_the_line() =>
        Assert.Equal(
            @"I0715 12:34:56.123000 7 A] a\nb: System.Exception: c\nd",
            LogLine.Of(LogLevel.Information, At, 7, "A", "a\r\nb", new InvalidOperationException("c\nd")).Replace("InvalidOperation", "", StringComparison.Ordinal));
}
