using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace MesosOrleans.Values;

/// <summary>
/// A set of unsigned 64-bit numbers as closed intervals, always sorted, disjoint and coalesced (neighbours such as 1-2 and 3-4 are
/// merged), so equal sets are equal values. Source of the rules: Mesos 0.19 <c>src/common/values.cpp</c>.
/// </summary>
[GenerateSerializer, Immutable]
public sealed class Ranges : IEquatable<Ranges>
{
    private const int StackRanges = 16;

    [Id(1)]
    private readonly ValueRange[] _ranges;

    private Ranges(ValueRange[] canonical) => _ranges = canonical;

    /// <summary>No numbers; prints as <c>[]</c>.</summary>
    public static Ranges Empty { get; } = new([]);

    /// <summary>True if no number is held.</summary>
    public bool IsEmpty => _ranges.Length == 0;

    /// <summary>The intervals, ascending, with a gap of at least one number between neighbours.</summary>
    public ReadOnlySpan<ValueRange> Span => _ranges;

    /// <summary>The union of <paramref name="ranges"/>, in any order, overlapping or not.</summary>
    /// <exception cref="ArgumentException">A range begins after its end.</exception>
    public static Ranges Of(params ReadOnlySpan<ValueRange> ranges)
    {
        foreach (var range in ranges)
        {
            if (range.Begin > range.End)
                throw new ArgumentException($"Range {range} begins after its end; expected begin <= end.", nameof(ranges));
        }
        if (ranges.IsEmpty)
            return Empty;

        var sorted = ranges.ToArray();
        Array.Sort(sorted, static (a, b) => a.Begin.CompareTo(b.Begin));
        var count = 0;
        foreach (var range in sorted)
            RangeRules.Append(sorted, ref count, range);
        return new Ranges(sorted.AsSpan(0, count).ToArray());
    }

    /// <summary>
    /// As <see cref="Of"/>, for what came from outside: refuses intervals that begin after their end or overlap an earlier one,
    /// which Mesos holds for not allocatable.
    /// </summary>
    /// <param name="ranges">Intervals in any order.</param>
    /// <param name="value">The union, or <see cref="Empty"/> when refused.</param>
    /// <param name="error">What is wrong and with which interval; empty when accepted.</param>
    public static bool TryOf(ReadOnlySpan<ValueRange> ranges, out Ranges value, out string error)
    {
        value = Empty;
        error = RangeRules.Objection(ranges);
        if (error.Length != 0)
            return false;

        value = Of(ranges);
        return true;
    }

    /// <summary>Union.</summary>
    public static Ranges operator +(Ranges left, Ranges right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (right.IsEmpty)
            return left;
        if (left.IsEmpty)
            return right;

        var most = left._ranges.Length + right._ranges.Length;
        Span<ValueRange> sum = most <= StackRanges ? stackalloc ValueRange[StackRanges] : new ValueRange[most];
        return new Ranges(sum[..RangeRules.Union(left._ranges, right._ranges, sum)].ToArray());
    }

    /// <summary>The numbers of <paramref name="left"/> that are not in <paramref name="right"/>; splits intervals where needed.</summary>
    public static Ranges operator -(Ranges left, Ranges right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.IsEmpty || right.IsEmpty)
            return left;

        var most = left._ranges.Length + right._ranges.Length;
        Span<ValueRange> rest = most <= StackRanges ? stackalloc ValueRange[StackRanges] : new ValueRange[most];
        var count = RangeRules.Difference(left._ranges, right._ranges, rest);
        return count == 0 ? Empty : new Ranges(rest[..count].ToArray());
    }

    /// <summary>True if every number of <paramref name="other"/> is held here.</summary>
    public bool Contains(Ranges other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ReferenceEquals(this, other) || RangeRules.Covers(_ranges, other._ranges);
    }

    /// <summary>True if <paramref name="number"/> is held here.</summary>
    public bool Contains(ulong number) => RangeRules.Covers(_ranges, [new ValueRange(number, number)]);

    internal Ranges Intersect(Ranges other) => this - (this - other);

    /// <summary>Reads <c>[1-5, 7-9]</c>; blanks are tolerated, overlapping intervals are merged.</summary>
    /// <exception cref="FormatException">The text is malformed; the message says where and what is expected.</exception>
    public static Ranges Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var value, out var error) ? value : throw new FormatException(error);
    }

    /// <summary>As <see cref="Parse"/>, without exceptions.</summary>
    /// <param name="text">The text with its brackets.</param>
    /// <param name="value">The intervals, or <see cref="Empty"/> when refused.</param>
    /// <param name="error">What is wrong, with which token, and what is expected; empty when accepted.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out Ranges value, out string error)
    {
        value = Empty;
        if (!RangeRules.TryRead(text, out var read, out error))
            return false;

        value = Of(read);
        return true;
    }

    /// <summary><c>[1-5, 7-9]</c>; <c>[]</c> when empty.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("[");
        foreach (var range in _ranges)
            text.Append(text.Length > 1 ? ", " : "").Append(CultureInfo.InvariantCulture, $"{range.Begin}-{range.End}");
        return text.Append(']').ToString();
    }

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] Ranges? other) =>
        ReferenceEquals(this, other) || (other is not null && _ranges.AsSpan().SequenceEqual(other._ranges));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Ranges);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var range in _ranges)
        {
            hash.Add(range.Begin);
            hash.Add(range.End);
        }
        return hash.ToHashCode();
    }
}
