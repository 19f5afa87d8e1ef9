using System.Globalization;

namespace MesosOrleans.Values;

/// <summary>
/// The text form of scalars. A scalar is a count of thousandths; Mesos 0.19 keeps doubles and shows errors such as 0.30000000000000004,
/// which a fixed point cannot.
/// </summary>
public static class ScalarText
{
    /// <summary>Largest magnitude that text and doubles may bring in, in thousandths: 2^53, exact as a double too.</summary>
    public const long MaxMilli = 1L << 53;

    internal enum Outcome
    {
        Number,
        NotANumber,
        TooLarge,
    }

    /// <summary>Shortest decimal of <paramref name="milli"/> thousandths: <c>0.5</c>, <c>2</c>, <c>-1.25</c>.</summary>
    public static string Format(long milli)
    {
        var magnitude = milli < 0 ? (ulong)-(milli + 1) + 1 : (ulong)milli;
        var (whole, fraction) = Math.DivRem(magnitude, 1000UL);
        var sign = milli < 0 ? "-" : "";
        if (fraction == 0)
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{whole}");
        if (fraction % 100 == 0)
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{whole}.{fraction / 100}");
        return fraction % 10 == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{sign}{whole}.{fraction / 10:D2}")
            : string.Create(CultureInfo.InvariantCulture, $"{sign}{whole}.{fraction:D3}");
    }

    /// <summary>
    /// Reads a plain decimal (<c>2</c>, <c>0.5</c>, <c>.5</c>, <c>-1.25</c>; surrounding blanks allowed; no exponent, no NaN or infinity).
    /// Up to three fractional digits are exact; more are rounded, half away from zero.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="milli">The value in thousandths; 0 when refused.</param>
    /// <returns>False if the text is no decimal, or its magnitude exceeds <see cref="MaxMilli"/>.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out long milli) => Read(text, out milli) == Outcome.Number;

    /// <summary>Rounds a double, as the wire carries it, to thousandths, half away from zero.</summary>
    /// <param name="value">The value in whole units.</param>
    /// <param name="milli">The value in thousandths; 0 when refused.</param>
    /// <returns>False for NaN, infinities and magnitudes beyond <see cref="MaxMilli"/>.</returns>
    public static bool TryFromDouble(double value, out long milli)
    {
        var scaled = Math.Round(value * 1000.0, MidpointRounding.AwayFromZero);
        var fits = Math.Abs(scaled) <= MaxMilli;
        milli = fits ? (long)scaled : 0;
        return fits;
    }

    internal static Outcome Read(ReadOnlySpan<char> text, out long milli)
    {
        milli = 0;
        text = text.Trim();
        var negative = text.StartsWith('-');
        if (negative || text.StartsWith('+'))
            text = text[1..];

        long total = 0;
        var digits = 0;
        var fractional = -1;
        var tooLarge = false;
        foreach (var c in text)
        {
            if (c == '.' && fractional < 0)
            {
                fractional = 0;
                continue;
            }
            if (!char.IsAsciiDigit(c))
                return Outcome.NotANumber;

            digits++;
            if (fractional < 3 && !tooLarge)
            {
                total = (total * 10) + (c - '0');
                tooLarge = total > MaxMilli;
            }
            else if (fractional == 3 && c >= '5')
            {
                total++;
            }
            if (fractional >= 0)
                fractional++;
        }
        if (digits == 0)
            return Outcome.NotANumber;

        for (var place = Math.Max(fractional, 0); place < 3 && !tooLarge; place++)
        {
            total *= 10;
            tooLarge = total > MaxMilli;
        }
        if (tooLarge || total > MaxMilli)
            return Outcome.TooLarge;

        milli = negative ? -total : total;
        return Outcome.Number;
    }
}
