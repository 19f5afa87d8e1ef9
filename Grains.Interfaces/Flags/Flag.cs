namespace MesosOrleans.Flags;

/// <summary>
/// The definition of a flag: its name, kind, default and help line. <see cref="Flag{T}"/> has the value's type; the static methods
/// make the usual kinds. A definition is made once, as a <c>static readonly</c> field, and is the key
/// to its value in <see cref="FlagValues"/>.
/// </summary>
public abstract partial class Flag
{
    private protected Flag(string name, string placeholder, string expectation, string help)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        Key = KeyOf(name);
        Placeholder = placeholder;
        Expectation = expectation;
        Help = help;
    }

    /// <summary>The name as it is written in documentation, without dashes: <c>work_dir</c>.</summary>
    public string Name { get; }

    /// <summary>What stands for the value in the usage text: <c>DURATION</c>.</summary>
    public string Placeholder { get; }

    /// <summary>What a good value looks like, with an example.</summary>
    public string Expectation { get; }

    /// <summary>One or two sentences for the usage text.</summary>
    public string Help { get; }

    /// <summary>The default as text, or null if the flag is required or may be absent.</summary>
    public string? DefaultText { get; private protected init; }

    /// <summary>The program does not start without it.</summary>
    public bool IsRequired { get; private protected init; }

    /// <summary>Its value is never shown: not in messages, not in <see cref="FlagValues.Shown"/>.</summary>
    public bool IsSecret { get; private protected init; }

    /// <summary>It is neither read from the environment nor from <c>appsettings.json</c>.</summary>
    public bool IsCommandLineOnly { get; private protected init; }

    /// <summary>Its value is the path of a file that is read while the program runs: <c>file://</c> before it is dropped, and does not mean the file's content.</summary>
    public bool IsPath { get; private protected init; }

    /// <summary>The letter of its short form, as in <c>-f</c>; null if it has none.</summary>
    public char? Letter { get; private protected init; }

    /// <summary>It can be written as <c>--name</c> and <c>--no-name</c>.</summary>
    public abstract bool IsBoolean { get; }

    /// <summary>The name under which it is found: small letters, <c>_</c> for <c>-</c>.</summary>
    public string Key { get; }

    /// <summary>The environment variable that sets it: <c>MESOS_WORK_DIR</c>.</summary>
    public string Variable => "MESOS_" + Key.ToUpperInvariant();

    /// <summary>The key of a name: letter case does not count, and <c>-</c> is <c>_</c>.</summary>
    /// <param name="name">A name without leading dashes.</param>
    public static string KeyOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.ToLowerInvariant().Replace('-', '_');
    }

    internal abstract object? DefaultValue { get; }

    /// <exception cref="FormatException">The text is no value of this flag.</exception>
    internal abstract object? Convert(string text);

    internal abstract string Show(string text, object? value);
}

/// <summary>The definition of a flag whose value is a <typeparamref name="T"/>; nullable if the flag may be absent.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public sealed class Flag<T> : Flag
{
    private readonly Func<string, T> _parse;
    private readonly Func<T, string>? _format;
    private readonly T _default;

    internal Flag(
        string name, string placeholder, string expectation, string help,
        Func<string, T> parse, Func<T, string>? format, string? defaultText)
        : base(name, placeholder, expectation, help)
    {
        _parse = parse;
        _format = format;
        DefaultText = defaultText;
        _default = defaultText is null ? default! : parse(defaultText);
    }

    private Flag(Flag<T> other) : base(other.Name, other.Placeholder, other.Expectation, other.Help)
    {
        (_parse, _format, _default) = (other._parse, other._format, other._default);
        DefaultText = other.DefaultText;
        IsRequired = other.IsRequired;
        IsSecret = other.IsSecret;
        IsCommandLineOnly = other.IsCommandLineOnly;
        IsPath = other.IsPath;
        Letter = other.Letter;
    }

    /// <inheritdoc/>
    public override bool IsBoolean => typeof(T) == typeof(bool) || typeof(T) == typeof(bool?);

    internal override object? DefaultValue => _default;

    /// <summary>The same definition, its value shown as <c>***</c>.</summary>
    public Flag<T> AsSecret() => new(this) { IsSecret = true };

    /// <summary>The same definition, read from the command line alone.</summary>
    public Flag<T> FromCommandLineOnly() => new(this) { IsCommandLineOnly = true };

    /// <summary>The same definition, whose value is a path also with <c>file://</c> before it.</summary>
    public Flag<T> AsPath() => new(this) { IsPath = true };

    /// <summary>The same definition, which can also be written <c>-f</c>, or <c>-n VALUE</c> and <c>-nVALUE</c> if it is not boolean.</summary>
    /// <param name="letter">One that no other flag of the set has; here its case counts.</param>
    public Flag<T> WithLetter(char letter) => new(this) { Letter = letter };

    internal Flag<T> AsRequired() => new(this) { IsRequired = true };

    internal override object? Convert(string text) => _parse(text);

    internal override string Show(string text, object? value) =>
        IsSecret ? "***" : _format is null || value is null ? text : _format((T)value);
}
