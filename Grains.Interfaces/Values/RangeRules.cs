using System.Globalization;

namespace MesosOrleans.Values;

/// <summary>
/// Interval arithmetic over spans, linear in both operands. Invariant of every operand and result: ascending, disjoint, with a gap of at
/// least one number between neighbours. Ends are inclusive, so care is taken never to compute <c>ulong.MaxValue + 1</c>.
/// </summary>
internal static class RangeRules
{
    internal static int Union(ReadOnlySpan<ValueRange> left, ReadOnlySpan<ValueRange> right, Span<ValueRange> sum)
    {
        int i = 0, j = 0, count = 0;
        while (i < left.Length || j < right.Length)
        {
            var fromLeft = j == right.Length || (i < left.Length && left[i].Begin <= right[j].Begin);
            Append(sum, ref count, fromLeft ? left[i++] : right[j++]);
        }
        return count;
    }

    internal static int Difference(ReadOnlySpan<ValueRange> left, ReadOnlySpan<ValueRange> right, Span<ValueRange> rest)
    {
        int j = 0, count = 0;
        foreach (var range in left)
        {
            var begin = range.Begin;
            while (j < right.Length && right[j].End < begin)
                j++;

            // A hole may reach into the next range of left, so j advances only past holes that end inside this one.
            var used = false;
            while (j < right.Length && right[j].Begin <= range.End)
            {
                if (right[j].Begin > begin)
                    rest[count++] = new ValueRange(begin, right[j].Begin - 1);
                if (right[j].End >= range.End)
                {
                    used = true;
                    break;
                }
                begin = right[j].End + 1;
                j++;
            }
            if (!used)
                rest[count++] = new ValueRange(begin, range.End);
        }
        return count;
    }

    internal static bool Covers(ReadOnlySpan<ValueRange> outer, ReadOnlySpan<ValueRange> inner)
    {
        var i = 0;
        foreach (var range in inner)
        {
            while (i < outer.Length && outer[i].End < range.Begin)
                i++;
            if (i == outer.Length || outer[i].Begin > range.Begin || outer[i].End < range.End)
                return false;
        }
        return true;
    }

    /// <summary>Adds a range that begins at or after the last one; merges it if they overlap or touch.</summary>
    internal static void Append(Span<ValueRange> ranges, ref int count, ValueRange next)
    {
        if (count > 0)
        {
            var last = ranges[count - 1];
            if (next.Begin <= last.End || next.Begin - last.End == 1)
            {
                ranges[count - 1] = last with { End = Math.Max(last.End, next.End) };
                return;
            }
        }
        ranges[count++] = next;
    }

    /// <summary>Why these intervals are not allocatable; empty if they are (or if there are none).</summary>
    internal static string Objection(ReadOnlySpan<ValueRange> ranges)
    {
        var sorted = ranges.ToArray();
        Array.Sort(sorted, static (a, b) => a.Begin.CompareTo(b.Begin));
        for (var i = 0; i < sorted.Length; i++)
        {
            if (sorted[i].Begin > sorted[i].End)
                return $"Range {sorted[i]} begins after its end; expected begin <= end.";
            if (i > 0 && sorted[i].Begin <= sorted[i - 1].End)
                return $"Ranges {sorted[i - 1]} and {sorted[i]} overlap; expected each number at most once.";
        }
        return "";
    }

    internal static bool TryRead(ReadOnlySpan<char> text, out ValueRange[] ranges, out string error)
    {
        ranges = [];
        error = "";
        text = text.Trim();
        if (text.Length < 2 || text[0] != '[' || text[^1] != ']')
        {
            error = $"Bad ranges '{text}': expected [begin-end, ...], such as [31000-32000].";
            return false;
        }
        var inner = text[1..^1];
        if (inner.IsWhiteSpace())
            return true;

        var read = new ValueRange[inner.Count(',') + 1];
        var count = 0;
        foreach (var part in inner.Split(','))
        {
            var token = inner[part].Trim();
            var dash = token.IndexOf('-');
            if (dash < 0 || !TryNumber(token[..dash], out var begin) || !TryNumber(token[(dash + 1)..], out var end))
            {
                error = $"Bad range '{token}' in '{text}': expected begin-end, such as 31000-32000, "
                    + $"with whole numbers from 0 to {ulong.MaxValue}.";
                return false;
            }
            if (begin > end)
            {
                error = $"Bad range '{token}' in '{text}': it begins after its end; expected begin <= end.";
                return false;
            }
            read[count++] = new ValueRange(begin, end);
        }
        ranges = read;
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out ulong number) =>
        ulong.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
