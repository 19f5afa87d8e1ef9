using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MesosOrleans.Flags;

/// <summary>
/// Durations as Mesos writes them: a decimal number and, without a space, one of <c>ns us ms secs mins hrs days weeks</c>
/// (stout's <c>Duration::parse</c>). There is no <c>s</c>, <c>m</c> or <c>h</c>, and no negative duration.
/// </summary>
/// <remarks>
/// A <see cref="TimeSpan"/> counts in 100 ns. What lies between two of them is rounded up, so that a duration that
/// is not zero in the text never becomes zero.
/// </remarks>
public static class DurationText
{
    private const string Expected = "expected a number and one of ns, us, ms, secs, mins, hrs, days, weeks, for example 15secs";

    private static readonly SearchValues<char> NumberSigns = SearchValues.Create("0123456789.");

    // Ticks of 100 ns, smallest first.
    private static readonly (string Name, decimal Ticks)[] Units =
    [
        ("ns", 0.01m),
        ("us", TimeSpan.TicksPerMicrosecond),
        ("ms", TimeSpan.TicksPerMillisecond),
        ("secs", TimeSpan.TicksPerSecond),
        ("mins", TimeSpan.TicksPerMinute),
        ("hrs", TimeSpan.TicksPerHour),
        ("days", TimeSpan.TicksPerDay),
        ("weeks", 7 * TimeSpan.TicksPerDay),
    ];

    /// <summary>Reads a duration.</summary>
    /// <param name="text">For example <c>1.5hrs</c>.</param>
    /// <exception cref="FormatException">The text is no duration; the message names it, what is expected, and an example.</exception>
    public static TimeSpan Parse(string text) => Read(text, out var problem) ?? throw new FormatException(problem);

    /// <summary>Reads a duration, or answers false.</summary>
    /// <param name="text">For example <c>1.5hrs</c>.</param>
    /// <param name="duration">What it says; zero if it is no duration.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out TimeSpan duration)
    {
        var read = text is null ? null : Read(text, out _);
        duration = read ?? TimeSpan.Zero;
        return read.HasValue;
    }

    /// <summary>
    /// Writes a duration as a whole number of the largest unit that allows it (<c>1weeks</c>, <c>90secs</c>, <c>100ms</c>;
    /// zero is <c>0ns</c>).
    /// <see cref="Parse"/> gives exactly the same duration back. A negative one, which no flag can hold, gets a minus sign.
    /// </summary>
    /// <param name="duration">Any duration.</param>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
        {
            return "0ns";
        }

        var (name, ticks) = Units.Last(unit => duration.Ticks % unit.Ticks == 0);
        return (duration.Ticks / ticks).ToString("0", CultureInfo.InvariantCulture) + name;
    }

    private static TimeSpan? Read(string text, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        var digits = text.AsSpan().IndexOfAnyExcept(NumberSigns);
        var end = digits < 0 ? text.Length : digits;
        var unit = text[end..];
        var known = Array.Find(Units, candidate => candidate.Name == unit);
        if (known.Name is null
            || !decimal.TryParse(text.AsSpan(0, end), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            problem = $"'{text}' is not a duration: {Expected}";
            return null;
        }

        if (number > TimeSpan.MaxValue.Ticks / known.Ticks)
        {
            problem = $"'{text}' is too long a duration: at most {TimeSpan.MaxValue.Days}days, for example 1weeks";
            return null;
        }

        problem = "";
        return TimeSpan.FromTicks((long)Math.Min(decimal.Ceiling(number * known.Ticks), TimeSpan.MaxValue.Ticks));
    }
}
