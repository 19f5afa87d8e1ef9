using System.Globalization;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Hosting;

/// <summary>
/// One event on one line, in the form that operators of Mesos know: <c>I0715 12:34:56.123456 4711 AgentService] Registered as slave …</c>:
/// severity, month and day, local time,
/// process, source. Line ends within the text become <c>\n</c>, so that a line is an event.
/// </summary>
public static class LogLine
{
    /// <summary>The line, without its end.</summary>
    /// <param name="level">Its first letter: T, D, I, W, E, or F for the worst.</param>
    /// <param name="at">In the zone that is shown.</param>
    /// <param name="process">The process's ID.</param>
    /// <param name="category">Only what follows the last dot is shown.</param>
    /// <param name="message">The text.</param>
    /// <param name="exception">Follows the text.</param>
    public static string Of(LogLevel level, DateTimeOffset at, int process, string category, string message, Exception? exception)
    {
        ArgumentNullException.ThrowIfNull(category);
        var text = exception is null ? message : $"{message}: {exception}";
        var source = category[(category.LastIndexOf('.') + 1)..];
        var line = string.Create(CultureInfo.InvariantCulture, $"{Letter(level)}{at:MMdd HH:mm:ss.ffffff} {process} {source}] {text}");
        return line.ReplaceLineEndings("\\n");
    }

    private static char Letter(LogLevel level) => level == LogLevel.Critical ? 'F' : level.ToString()[0];
}
