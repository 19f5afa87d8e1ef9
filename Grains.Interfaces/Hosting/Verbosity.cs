using Microsoft.Extensions.Logging;

namespace MesosOrleans.Hosting;

/// <summary>
/// How much a process logs: what <c>--logging_level</c> says, and for some time more (libprocess 0.19 <c>/logging/toggle</c>; its number is glog's <c>v</c>). Safe for several threads; asking costs no memory.
/// </summary>
public sealed class Verbosity(LogLevel least, TimeProvider time) : IDisposable
{
    /// <summary>The number at the start.</summary>
    public const int AtStart = 0;

    private readonly Lock _gate = new();
    private ITimer? _end;
    private volatile int _level;

    /// <summary>The number now: 0 as the flag says, 1 also what is for finding errors, 2 everything; of libraries from 1 on what they tell, from 2 on what is for finding errors, from 3 on everything.</summary>
    public int Level => _level;

    /// <summary>Logs more, or less again, for so long; what was asked for before is over.</summary>
    public void Raise(int level, TimeSpan duration)
    {
        lock (_gate)
        {
            _end?.Dispose();
            _level = level;
            // A timer cannot wait longer than 49 days.
            var longest = TimeSpan.FromDays(49);
            _end = level == AtStart ? null : time.CreateTimer(_ => _level = AtStart, null, duration < longest ? duration : longest, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Whether a line is logged.</summary>
    /// <param name="category">Whose line.</param>
    /// <param name="level">Its severity.</param>
    public bool Shows(string? category, LogLevel level)
    {
        var raised = _level;
        return level >= (category switch
        {
            // At a start it takes the machine's uptime for a delay.
            "Orleans.Runtime.Watchdog" => Of(LogLevel.Error, raised),
            // Of each attempt of Orleans it tells; what comes of them Orleans says itself.
            not null when category.StartsWith("Polly", StringComparison.Ordinal) => Of(LogLevel.Critical, raised),
            not null when category.StartsWith("Orleans", StringComparison.Ordinal) || category.StartsWith("Microsoft", StringComparison.Ordinal) =>
                Of(LogLevel.Warning, raised),
            _ => raised == AtStart ? least : Least(LogLevel.Debug + 1 - raised),
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _end?.Dispose();

    /// <summary>Of a library: what it is worth, and what the flag says.</summary>
    private LogLevel Of(LogLevel usual, int raised) =>
        raised > AtStart ? Least(LogLevel.Information + 1 - raised) : least > usual ? least : usual;

    private static LogLevel Least(LogLevel level) => level < LogLevel.Trace ? LogLevel.Trace : level;
}
