using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace MesosOrleans.Values;

/// <summary>
/// The attributes of a slave, in the order given; equality looks at the order, as Mesos does when it compares a recovered
/// SlaveInfo (Mesos 0.19 <c>src/common/attributes.cpp</c>). A name may occur more than once.
/// </summary>
[GenerateSerializer, Immutable]
public sealed class Attributes : IEquatable<Attributes>
{
    private const string Expected = "expected name:value with a number, ranges or text, such as rack:b12 or ports:[1-5]";

    [Id(0)]
    private readonly AttributeValue[] _entries;

    private Attributes(AttributeValue[] entries) => _entries = entries;

    /// <summary>None.</summary>
    public static Attributes Empty { get; } = new([]);

    /// <summary>True if there are none.</summary>
    public bool IsEmpty => _entries.Length == 0;

    /// <summary>The attributes in their order.</summary>
    public ReadOnlySpan<AttributeValue> Entries => _entries;

    /// <summary>As <see cref="Entries"/>, for code that cannot hold a span.</summary>
    public IReadOnlyList<AttributeValue> List => ImmutableCollectionsMarshal.AsImmutableArray(_entries);

    /// <summary>The attributes in this order.</summary>
    public static Attributes Of(params ReadOnlySpan<AttributeValue> entries) => entries.IsEmpty ? Empty : new Attributes(entries.ToArray());

    /// <summary>The first attribute named <paramref name="name"/>, or null.</summary>
    public AttributeValue? Find(string name)
    {
        foreach (var entry in _entries)
        {
            if (entry.Name == name)
                return entry;
        }
        return null;
    }

    /// <summary>
    /// Reads <c>rack:b12;cpus:45.55;ports:[1-5, 7-9]</c>, separated by <c>;</c> or line ends, blanks around names and values dropped.
    /// What looks like a decimal is a scalar in thousandths, what begins with a bracket is ranges, the rest is text (also a number too
    /// large for a scalar).
    /// </summary>
    /// <exception cref="FormatException">The message says the text, the bad token and what is expected.</exception>
    public static Attributes Parse(string text) =>
        TryParse(text, out var value, out var error) ? value : throw new FormatException(error);

    /// <summary>As <see cref="Parse"/>, without exceptions.</summary>
    /// <param name="text">The text; empty gives <see cref="Empty"/>.</param>
    /// <param name="value">The attributes; <see cref="Empty"/> when refused.</param>
    /// <param name="error">What is wrong, in which token of which text, and what is expected; empty when accepted.</param>
    public static bool TryParse(string text, out Attributes value, out string error)
    {
        ArgumentNullException.ThrowIfNull(text);
        value = Empty;
        error = "";
        var read = new List<AttributeValue>();
        foreach (var part in text.AsSpan().SplitAny(";\n"))
        {
            var token = text.AsSpan()[part].Trim();
            if (token.IsEmpty)
                continue;
            if (!TryEntry(token, out var entry, out error))
            {
                error = $"Bad attribute '{token}': {error}; {Expected} (the whole text: '{text}').";
                return false;
            }
            read.Add(entry);
        }
        value = Of(CollectionsMarshal.AsSpan(read));
        return true;
    }

    private static bool TryEntry(ReadOnlySpan<char> token, [NotNullWhen(true)] out AttributeValue? entry, out string error)
    {
        entry = null;
        var colon = token.IndexOf(':');
        if (colon < 0 || token[(colon + 1)..].Contains(':'))
        {
            error = "missing or extra ':'";
            return false;
        }
        var name = token[..colon].Trim().ToString();
        var text = token[(colon + 1)..].Trim();
        if (name.Length == 0)
        {
            error = "the name is empty";
            return false;
        }
        if (!ValueText.TryRead(text, out var value, out error))
        {
            error = error.TrimEnd('.');
            return false;
        }
        if (value.Type == ValueType.Set)
        {
            error = "a set is not allowed in attributes";
            return false;
        }
        entry = value.Type switch
        {
            ValueType.Scalar => AttributeValue.Scalar(name, value.Milli),
            ValueType.Ranges => AttributeValue.OfRanges(name, value.Ranges),
            _ => AttributeValue.OfText(name, text.ToString()),
        };
        return true;
    }

    /// <summary><c>name:value</c> joined with <c>; </c>.</summary>
    public override string ToString() => string.Join<AttributeValue>("; ", _entries);

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] Attributes? other) =>
        ReferenceEquals(this, other) || (other is not null && _entries.AsSpan().SequenceEqual(other._entries));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Attributes);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var entry in _entries)
            hash.Add(entry);
        return hash.ToHashCode();
    }
}
