using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MesosOrleans.Flags;

/// <summary>
/// Amounts of bytes as Mesos writes them: a whole number and, without a space, one of <c>B KB MB GB TB</c>,
/// each 1024 of the one before (stout's <c>Bytes::parse</c>).
/// </summary>
public static class BytesText
{
    private const string Expected = "expected a whole number and one of B, KB, MB, GB, TB, for example 64MB";

    // Smallest first.
    private static readonly (string Name, long Bytes)[] Units =
    [
        ("B", 1),
        ("KB", 1L << 10),
        ("MB", 1L << 20),
        ("GB", 1L << 30),
        ("TB", 1L << 40),
    ];

    /// <summary>Reads an amount of bytes.</summary>
    /// <param name="text">For example <c>64MB</c>.</param>
    /// <returns>The bytes, zero or more.</returns>
    /// <exception cref="FormatException">The text is no amount; the message names it, what is expected, and an example.</exception>
    public static long Parse(string text) => Read(text, out var problem) ?? throw new FormatException(problem);

    /// <summary>Reads an amount of bytes, or answers false.</summary>
    /// <param name="text">For example <c>64MB</c>.</param>
    /// <param name="bytes">What it says; zero if it is no amount.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out long bytes)
    {
        var read = text is null ? null : Read(text, out _);
        bytes = read ?? 0;
        return read.HasValue;
    }

    /// <summary>
    /// Writes an amount as a whole number of the largest unit that allows it (<c>1MB</c>, <c>1536KB</c>; zero is <c>0B</c>).
    /// <see cref="Parse"/> gives exactly the same amount back.
    /// </summary>
    /// <param name="bytes">Zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is negative.</exception>
    public static string Format(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        var (name, size) = bytes == 0 ? Units[0] : Units.Last(unit => bytes % unit.Bytes == 0);
        return (bytes / size).ToString(CultureInfo.InvariantCulture) + name;
    }

    private static long? Read(string text, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        var letter = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        var end = letter < 0 ? text.Length : letter;
        var unit = text[end..];
        var known = Array.Find(Units, candidate => candidate.Name == unit);
        if (known.Name is null || end == 0)
        {
            problem = $"'{text}' is not an amount of bytes: {Expected}";
            return null;
        }

        if (!long.TryParse(text.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number > long.MaxValue / known.Bytes)
        {
            problem = $"'{text}' is too many bytes: at most {long.MaxValue >> 40}TB, for example 64MB";
            return null;
        }

        problem = "";
        return number * known.Bytes;
    }
}
