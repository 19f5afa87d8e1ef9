using System.Collections.Immutable;

namespace MesosOrleans.Flags;

/// <summary>The values of a <see cref="FlagSet"/> for one run of a program. Immutable.</summary>
public sealed class FlagValues
{
    private readonly Dictionary<string, FlagValue> _values;

    internal FlagValues(FlagSet set, Dictionary<string, FlagValue> values, IReadOnlyList<string> positional)
    {
        Set = set;
        _values = values;
        Positional = [.. positional];
    }

    /// <summary>The set that was read.</summary>
    public FlagSet Set { get; }

    /// <summary>The arguments that are no flags, in their order.</summary>
    public ImmutableArray<string> Positional { get; }

    /// <summary>
    /// Name to text of all flags that have a value, given or default, by name in alphabetical order: what <c>state.json</c> shows
    /// as <c>flags</c>. Durations and bytes are in their usual form, the content of a file stands for its path,
    /// a secret is <c>***</c>.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Shown => _values.Values
        .Where(value => value.Text is not null)
        .ToImmutableSortedDictionary(value => value.Flag.Name, value => value.Flag.Show(value.Text!, value.Value), StringComparer.Ordinal);

    /// <summary>The value of a flag: given, or else its default, or else null.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="flag">The definition; it must be in <see cref="Set"/>.</param>
    /// <exception cref="ArgumentException">The set does not hold this definition.</exception>
    public T Get<T>(Flag<T> flag) => (T)Find(flag).Value!;

    /// <summary>Whether somebody gave the flag, be it with the value that is its default.</summary>
    /// <param name="flag">The definition; it must be in <see cref="Set"/>.</param>
    /// <exception cref="ArgumentException">The set does not hold this definition.</exception>
    public bool IsGiven(Flag flag) => SourceOf(flag) != FlagSource.Default;

    /// <summary>Where the value of a flag comes from.</summary>
    /// <param name="flag">The definition; it must be in <see cref="Set"/>.</param>
    /// <exception cref="ArgumentException">The set does not hold this definition.</exception>
    public FlagSource SourceOf(Flag flag) => Find(flag).Source;

    /// <summary>
    /// The command line for another program: <c>--name=value</c> of each flag that somebody gave and that the other set has by name,
    /// in the other set's order. Defaults are never passed on, <c>file://</c> values as they are, so that the other program reads the file.
    /// A secret from the environment is left to the environment, which the other program inherits: a command line can be read by anybody.
    /// </summary>
    /// <param name="other">What the other program knows.</param>
    /// <param name="except">Names that the caller sets itself, without dashes.</param>
    public ImmutableArray<string> Forward(FlagSet other, params string[] except)
    {
        ArgumentNullException.ThrowIfNull(other);
        var own = except.Select(Flag.KeyOf).ToHashSet();
        return
        [
            .. other.Flags
                .Where(flag => !own.Contains(flag.Key))
                .Select(flag => _values.GetValueOrDefault(flag.Key))
                .OfType<FlagValue>()
                .Where(value => value.Source != FlagSource.Default && !(value.Flag.IsSecret && value.Source == FlagSource.Environment))
                .Select(value => $"--{value.Flag.Name}={value.Raw}"),
        ];
    }

    private FlagValue Find(Flag flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return _values.TryGetValue(flag.Key, out var value) && ReferenceEquals(value.Flag, flag)
            ? value
            : throw new ArgumentException($"--{flag.Name} as it is asked for is no flag of {Set.Name}", nameof(flag));
    }
}

/// <summary>One flag's value.</summary>
/// <param name="Flag">The definition.</param>
/// <param name="Raw">The text as it was given; the default text if it was not.</param>
/// <param name="Text">The text that was read: that of the file, for a <c>file://</c> value.</param>
/// <param name="Value">What it says.</param>
/// <param name="Source">Where it comes from.</param>
internal sealed record FlagValue(Flag Flag, string? Raw, string? Text, object? Value, FlagSource Source);
