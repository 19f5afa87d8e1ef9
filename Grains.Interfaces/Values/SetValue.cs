using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace MesosOrleans.Values;

/// <summary>
/// Distinct strings in ordinal order, so equality does not depend on positions (Mesos 0.19's does, a bug).
/// </summary>
[GenerateSerializer, Immutable]
public sealed class SetValue : IEquatable<SetValue>
{
    private static readonly SearchValues<char> Brackets = SearchValues.Create("[]{}()");

    [Id(1)]
    private readonly string[] _items;

    private SetValue(string[] canonical) => _items = canonical;

    /// <summary>No items; prints as <c>{}</c>.</summary>
    public static SetValue Empty { get; } = new([]);

    /// <summary>True if there are no items.</summary>
    public bool IsEmpty => _items.Length == 0;

    /// <summary>The items, ascending by ordinal comparison, each once.</summary>
    public ReadOnlySpan<string> Span => _items;

    /// <summary>The union of <paramref name="items"/>; duplicates count once.</summary>
    /// <exception cref="ArgumentException">An item is null or empty.</exception>
    public static SetValue Of(params ReadOnlySpan<string> items)
    {
        foreach (var item in items)
        {
            if (string.IsNullOrEmpty(item))
                throw new ArgumentException("A set holds an empty item; expected non-empty strings.", nameof(items));
        }
        if (items.IsEmpty)
            return Empty;

        var sorted = items.ToArray();
        Array.Sort(sorted, StringComparer.Ordinal);
        var count = 1;
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] != sorted[count - 1])
                sorted[count++] = sorted[i];
        }
        return new SetValue(sorted.AsSpan(0, count).ToArray());
    }

    /// <summary>As <see cref="Of"/>, for what came from outside: refuses duplicates, which Mesos holds for not allocatable.</summary>
    /// <param name="items">Items in any order.</param>
    /// <param name="value">The set, or <see cref="Empty"/> when refused.</param>
    /// <param name="error">What is wrong and with which item; empty when accepted.</param>
    public static bool TryOf(ReadOnlySpan<string> items, out SetValue value, out string error)
    {
        value = Empty;
        error = "";
        var sorted = items.ToArray();
        Array.Sort(sorted, StringComparer.Ordinal);
        for (var i = 0; i < sorted.Length && error.Length == 0; i++)
        {
            if (string.IsNullOrEmpty(sorted[i]))
                error = "A set holds an empty item; expected non-empty strings.";
            else if (i > 0 && sorted[i] == sorted[i - 1])
                error = $"The set holds '{sorted[i]}' more than once; expected distinct items.";
        }
        if (error.Length != 0)
            return false;

        value = Of(sorted);
        return true;
    }

    /// <summary>Union.</summary>
    public static SetValue operator +(SetValue left, SetValue right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.Contains(right))
            return left;

        var sum = new string[left._items.Length + right._items.Length];
        int i = 0, j = 0, count = 0;
        while (i < left._items.Length || j < right._items.Length)
        {
            var order = i == left._items.Length ? 1
                : j == right._items.Length ? -1
                : string.CompareOrdinal(left._items[i], right._items[j]);
            sum[count++] = order <= 0 ? left._items[i] : right._items[j];
            if (order <= 0)
                i++;
            if (order >= 0)
                j++;
        }
        return new SetValue(sum.AsSpan(0, count).ToArray());
    }

    /// <summary>The items of <paramref name="left"/> that are not in <paramref name="right"/>.</summary>
    public static SetValue operator -(SetValue left, SetValue right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.IsEmpty || right.IsEmpty)
            return left;

        var rest = new string[left._items.Length];
        var count = 0;
        foreach (var item in left._items)
        {
            if (!right.Contains(item))
                rest[count++] = item;
        }
        return count == 0 ? Empty : count == rest.Length ? left : new SetValue(rest.AsSpan(0, count).ToArray());
    }

    /// <summary>True if every item of <paramref name="other"/> is held here.</summary>
    public bool Contains(SetValue other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (ReferenceEquals(this, other))
            return true;

        var i = 0;
        foreach (var item in other._items)
        {
            while (i < _items.Length && string.CompareOrdinal(_items[i], item) < 0)
                i++;
            if (i == _items.Length || _items[i] != item)
                return false;
        }
        return true;
    }

    /// <summary>True if <paramref name="item"/> is held here.</summary>
    public bool Contains(string item) => Array.BinarySearch(_items, item, StringComparer.Ordinal) >= 0;

    internal SetValue Intersect(SetValue other) => this - (this - other);

    /// <summary>Reads <c>{a, b}</c>; blanks around items are dropped, duplicates count once.</summary>
    /// <exception cref="FormatException">The text is malformed; the message says where and what is expected.</exception>
    public static SetValue Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var value, out var error) ? value : throw new FormatException(error);
    }

    /// <summary>As <see cref="Parse"/>, without exceptions.</summary>
    /// <param name="text">The text with its braces.</param>
    /// <param name="value">The set, or <see cref="Empty"/> when refused.</param>
    /// <param name="error">What is wrong, with which token, and what is expected; empty when accepted.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out SetValue value, out string error)
    {
        value = Empty;
        error = "";
        text = text.Trim();
        if (text.Length < 2 || text[0] != '{' || text[^1] != '}')
        {
            error = $"Bad set '{text}': expected {{item, ...}}, such as {{sda1, sdb1}}.";
            return false;
        }
        var inner = text[1..^1];
        if (inner.IsWhiteSpace())
            return true;

        var items = new string[inner.Count(',') + 1];
        var count = 0;
        foreach (var part in inner.Split(','))
        {
            var token = inner[part].Trim();
            if (token.IsEmpty || token.ContainsAny(Brackets))
            {
                error = $"Bad item '{token}' in '{text}': expected a non-empty name without brackets, such as sda1.";
                return false;
            }
            items[count++] = token.ToString();
        }
        value = Of(items);
        return true;
    }

    /// <summary><c>{a, b}</c>; <c>{}</c> when empty.</summary>
    public override string ToString() => "{" + string.Join(", ", _items) + "}";

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] SetValue? other) =>
        ReferenceEquals(this, other) || (other is not null && _items.AsSpan().SequenceEqual(other._items));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SetValue);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in _items)
            hash.Add(item);
        return hash.ToHashCode();
    }
}
