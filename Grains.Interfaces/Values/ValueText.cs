namespace MesosOrleans.Values;

/// <summary>Tells by its first character what kind of value a text is (Mesos 0.19 <c>src/common/values.cpp</c>).</summary>
internal readonly ref struct ValueText
{
    private ValueText(ValueType type) => Type = type;

    internal ValueType Type { get; }

    internal long Milli { get; private init; }

    internal Ranges Ranges { get; private init; } = Ranges.Empty;

    internal SetValue Set { get; private init; } = SetValue.Empty;

    /// <summary>True if <see cref="Type"/> is Text because the number exceeds <see cref="ScalarText.MaxMilli"/>.</summary>
    internal bool IsTooLarge { get; private init; }

    internal static bool TryRead(ReadOnlySpan<char> text, out ValueText value, out string error)
    {
        value = new ValueText(ValueType.Text);
        error = "";
        text = text.Trim();
        if (text.StartsWith('['))
        {
            var good = Ranges.TryParse(text, out var ranges, out error);
            value = new ValueText(ValueType.Ranges) { Ranges = ranges };
            return good;
        }
        if (text.StartsWith('{'))
        {
            var good = SetValue.TryParse(text, out var set, out error);
            value = new ValueText(ValueType.Set) { Set = set };
            return good;
        }
        var bracket = text.IndexOfAny("[]{}");
        if (text.IsEmpty || bracket >= 0)
        {
            error = text.IsEmpty ? "The value is empty." : $"Unexpected '{text[bracket]}' in '{text}'.";
            return false;
        }

        var outcome = ScalarText.Read(text, out var milli);
        value = outcome == ScalarText.Outcome.Number
            ? new ValueText(ValueType.Scalar) { Milli = milli }
            : new ValueText(ValueType.Text) { IsTooLarge = outcome == ScalarText.Outcome.TooLarge };
        return true;
    }
}
