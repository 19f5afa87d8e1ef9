using System.Globalization;

namespace MesosOrleans.Flags;

public abstract partial class Flag
{
    /// <summary>A flag with a default.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="name">The name without dashes.</param>
    /// <param name="kind">How its text is read.</param>
    /// <param name="defaultText">The default, as somebody would write it.</param>
    /// <param name="help">One or two sentences for the usage text.</param>
    /// <exception cref="FormatException">The default is no value of the kind.</exception>
    public static Flag<T> Of<T>(string name, FlagKind<T> kind, string defaultText, string help)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return new Flag<T>(name, kind.Placeholder, kind.Expectation, help, kind.Parse, kind.Format, defaultText);
    }

    /// <summary>A flag without which the program does not start.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="name">The name without dashes.</param>
    /// <param name="kind">How its text is read.</param>
    /// <param name="help">One or two sentences for the usage text.</param>
    public static Flag<T> Required<T>(string name, FlagKind<T> kind, string help)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return new Flag<T>(name, kind.Placeholder, kind.Expectation, help, kind.Parse, kind.Format, defaultText: null).AsRequired();
    }

    /// <summary>A flag that may be absent; its value is null then.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="name">The name without dashes.</param>
    /// <param name="kind">How its text is read.</param>
    /// <param name="help">One or two sentences for the usage text.</param>
    public static Flag<T?> Optional<T>(string name, FlagKind<T> kind, string help) where T : class
    {
        ArgumentNullException.ThrowIfNull(kind);
        Func<T?, string>? format = kind.Format is { } known ? value => known(value!) : null;
        return new Flag<T?>(name, kind.Placeholder, kind.Expectation, help, text => kind.Parse(text), format, defaultText: null);
    }

    /// <summary>A flag with a value type that may be absent; its value is null then.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="name">The name without dashes.</param>
    /// <param name="kind">How its text is read.</param>
    /// <param name="help">One or two sentences for the usage text.</param>
    public static Flag<T?> OptionalValue<T>(string name, FlagKind<T> kind, string help) where T : struct
    {
        ArgumentNullException.ThrowIfNull(kind);
        Func<T?, string>? format = kind.Format is { } known ? value => known(value!.Value) : null;
        return new Flag<T?>(name, kind.Placeholder, kind.Expectation, help, text => kind.Parse(text), format, defaultText: null);
    }

    /// <summary>A flag that is written <c>--name</c>, <c>--no-name</c> or <c>--name=true</c>.</summary>
    /// <param name="name">The name without dashes.</param>
    /// <param name="defaultValue">The default.</param>
    /// <param name="help">One or two sentences for the usage text.</param>
    public static Flag<bool> Bool(string name, bool defaultValue, string help) =>
        Of(name, FlagKinds.Bool, defaultValue ? "true" : "false", help);

    /// <summary>A text with a default.</summary>
    /// <param name="name">The name without dashes.</param>
    /// <param name="defaultText">The default.</param>
    /// <param name="help">One or two sentences for the usage text.</param>
    public static Flag<string> Text(string name, string defaultText, string help) => Of(name, FlagKinds.Text, defaultText, help);

    /// <summary>A text that may be absent.</summary>
    /// <param name="name">The name without dashes.</param>
    /// <param name="help">One or two sentences for the usage text.</param>
    public static Flag<string?> Text(string name, string help) => Optional(name, FlagKinds.Text, help);

    /// <summary>A TCP port; 0 takes a free one.</summary>
    /// <param name="name">The name without dashes.</param>
    /// <param name="defaultText">The default.</param>
    /// <param name="help">One or two sentences for the usage text.</param>
    public static Flag<int> Port(string name, string defaultText, string help) => Of(name, FlagKinds.Port, defaultText, help);

    /// <summary>A whole number within bounds.</summary>
    /// <param name="name">The name without dashes.</param>
    /// <param name="defaultValue">The default.</param>
    /// <param name="help">One or two sentences for the usage text.</param>
    /// <param name="min">The smallest that is accepted.</param>
    /// <param name="max">The largest that is accepted.</param>
    public static Flag<int> Integer(string name, int defaultValue, string help, int min = 0, int max = int.MaxValue) =>
        Of(name, FlagKinds.Integer(min, max, defaultValue), defaultValue.ToString(CultureInfo.InvariantCulture), help);

    /// <summary>A duration with a default, as <see cref="DurationText"/> reads it.</summary>
    /// <param name="name">The name without dashes.</param>
    /// <param name="defaultText">The default: <c>15secs</c>.</param>
    /// <param name="help">One or two sentences for the usage text.</param>
    /// <param name="min">The shortest that is accepted; zero if null.</param>
    /// <param name="max">The longest that is accepted; no limit if null.</param>
    public static Flag<TimeSpan> Duration(string name, string defaultText, string help, TimeSpan? min = null, TimeSpan? max = null) =>
        Of(name, FlagKinds.Duration(min ?? TimeSpan.Zero, max ?? TimeSpan.MaxValue, DurationText.Parse(defaultText)), defaultText, help);

    /// <summary>An amount of bytes with a default, as <see cref="BytesText"/> reads it.</summary>
    /// <param name="name">The name without dashes.</param>
    /// <param name="defaultText">The default: <c>1MB</c>.</param>
    /// <param name="help">One or two sentences for the usage text.</param>
    /// <param name="min">The smallest that is accepted.</param>
    /// <param name="max">The largest that is accepted.</param>
    public static Flag<long> Bytes(string name, string defaultText, string help, long min = 0, long max = long.MaxValue) =>
        Of(name, FlagKinds.Bytes(min, max, BytesText.Parse(defaultText)), defaultText, help);

    /// <summary>One of a few words, in exactly this letter case.</summary>
    /// <param name="name">The name without dashes.</param>
    /// <param name="defaultText">The default.</param>
    /// <param name="help">One or two sentences for the usage text.</param>
    /// <param name="words">All words that are accepted.</param>
    public static Flag<string> Choice(string name, string defaultText, string help, params string[] words) =>
        Of(name, FlagKinds.Choice(words), defaultText, help);
}
