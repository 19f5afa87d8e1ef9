namespace MesosOrleans.Values;

/// <summary>
/// One attribute of a slave, such as <c>rack:b12</c>; the field numbers are those of <c>mesos.Attribute</c>. A scalar, ranges or text;
/// Mesos 0.19 aborts on a set, here there is no way to make one. (Not named Attribute: that word belongs to .NET.)
/// </summary>
[GenerateSerializer, Immutable]
public sealed record AttributeValue
{
    private AttributeValue(string name, ValueType type, long milli, Ranges ranges, string text)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        Type = type;
        Milli = milli;
        Ranges = ranges;
        Text = text;
    }

    /// <summary>Name, such as <c>rack</c>.</summary>
    [Id(1)]
    public string Name { get; }

    /// <summary>Scalar, Ranges or Text; never Set.</summary>
    [Id(2)]
    public ValueType Type { get; }

    /// <summary>Thousandths, if <see cref="Type"/> is Scalar; else 0. May be negative.</summary>
    [Id(3)]
    public long Milli { get; }

    /// <summary>The numbers, if <see cref="Type"/> is Ranges; else empty.</summary>
    [Id(4)]
    public Ranges Ranges { get; }

    /// <summary>The text, if <see cref="Type"/> is Text; else empty.</summary>
    [Id(5)]
    public string Text { get; }

    /// <summary>The value alone: <c>0.5</c>, <c>[1-5, 7-9]</c> or the text.</summary>
    public string ValueText => Type switch
    {
        ValueType.Scalar => ScalarText.Format(Milli),
        ValueType.Ranges => Ranges.ToString(),
        _ => Text,
    };

    /// <summary>A number of <paramref name="milli"/> thousandths.</summary>
    public static AttributeValue Scalar(string name, long milli) => new(name, ValueType.Scalar, milli, Ranges.Empty, "");

    /// <summary>Ranges.</summary>
    public static AttributeValue OfRanges(string name, Ranges ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        return new AttributeValue(name, ValueType.Ranges, 0, ranges, "");
    }

    /// <summary>Text.</summary>
    public static AttributeValue OfText(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new AttributeValue(name, ValueType.Text, 0, Ranges.Empty, text);
    }

    /// <summary><c>name:value</c>.</summary>
    public override string ToString() => $"{Name}:{ValueText}";
}
