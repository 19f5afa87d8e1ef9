using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace MesosOrleans.Flags;

/// <summary>
/// The flags that one program knows, by name and in order; <c>--help</c> and <c>--version</c> are in every set. Immutable.
/// </summary>
/// <remarks>
/// <para>
/// Written as Mesos writes them: <c>--name=value</c>, and for booleans <c>--name</c> and <c>--no-name</c>; here also <c>--name value</c>
/// for flags that are not boolean, and a letter (<c>-f</c>) for those that have one. Letter case does not count, and <c>-</c> equals <c>_</c>. A lone <c>--</c> ends the flags.
/// </para>
/// <para>
/// A value comes from, in this order: the command line, the environment (<c>MESOS_NAME</c>), the section <c>Mesos</c> of
/// <c>appsettings.json</c>, the default. Mesos calls a flag that is on the command line and in the environment an error; here the
/// nearer one wins, so that an
/// environment can hold what is usual and a command line what is not. The same flag twice on the command line is an error as there.
/// </para>
/// <para>
/// A value <c>file://PATH</c> of any flag stands for the content of that file, without its final newline (Mesos reads so from 0.22 on).
/// </para>
/// </remarks>
public sealed class FlagSet
{
    /// <summary>Prints the usage text.</summary>
    public static readonly Flag<bool> Help = Flag.Bool("help", false, "Prints this text.").FromCommandLineOnly();

    /// <summary>Prints the version.</summary>
    public static readonly Flag<bool> Version = Flag.Bool("version", false, "Prints the version.").FromCommandLineOnly();

    private readonly ImmutableDictionary<string, Flag> _byKey;
    private readonly ImmutableHashSet<string> _shared;
    private readonly ImmutableArray<Func<FlagValues, string?>> _rules;

    /// <summary>A set of flags.</summary>
    /// <param name="name">The command that takes them, as people type it: <c>mesos silo</c>.</param>
    /// <param name="summary">What the command does, in a sentence.</param>
    /// <param name="flags">Its flags, without help and version.</param>
    /// <param name="positional">How the usage text shows the arguments that are no flags (<c>FILE</c>); null if one is an error.</param>
    /// <exception cref="ArgumentException">Two flags have the same name.</exception>
    public FlagSet(string name, string summary, IEnumerable<Flag> flags, string? positional = null)
        : this(name, summary, [.. flags, Help, Version], positional, [], [])
    {
    }

    private FlagSet(
        string name, string summary, ImmutableArray<Flag> flags, string? positional,
        ImmutableHashSet<string> shared, ImmutableArray<Func<FlagValues, string?>> rules)
    {
        (Name, Summary, Flags, Positional, _shared, _rules) = (name, summary, flags, positional, shared, rules);
        var twice = flags.GroupBy(flag => flag.Key).FirstOrDefault(group => group.Count() > 1);
        _byKey = twice is null
            ? flags.ToImmutableDictionary(flag => flag.Key)
            : throw new ArgumentException($"--{twice.Key} is defined twice in the flags of {name}", nameof(flags));
    }

    /// <summary>The command that takes these flags, as people type it.</summary>
    public string Name { get; }

    /// <summary>What the command does.</summary>
    public string Summary { get; }

    /// <summary>The definitions, in their order.</summary>
    public ImmutableArray<Flag> Flags { get; }

    /// <summary>How the usage text shows arguments that are no flags, or null if there are none.</summary>
    public string? Positional { get; }

    /// <summary>The usage text: every flag in alphabetical order with its default and help, at most 100 columns wide.</summary>
    public string Usage => FlagUsage.Of(this);

    internal ImmutableArray<Func<FlagValues, string?>> Rules => _rules;

    /// <summary>
    /// The flags of both: name, summary and positional arguments of the left set. A name that both have must be the same definition,
    /// or be declared with <see cref="Sharing"/> in the left set; then the left definition stands for both.
    /// </summary>
    /// <param name="left">The set that gives its name.</param>
    /// <param name="right">The set that is added.</param>
    /// <exception cref="ArgumentException">A name stands for two definitions.</exception>
    public static FlagSet operator +(FlagSet left, FlagSet right) => left.Add(right);

    /// <summary>The flags of both; see the operator.</summary>
    /// <param name="right">The set that is added.</param>
    /// <exception cref="ArgumentException">A name stands for two definitions.</exception>
    public FlagSet Add(FlagSet right)
    {
        ArgumentNullException.ThrowIfNull(right);
        var clash = right.Flags.FirstOrDefault(flag =>
            _byKey.TryGetValue(flag.Key, out var mine) && !ReferenceEquals(mine, flag) && !_shared.Contains(flag.Key));
        return clash is null
            ? new FlagSet(Name, Summary, [.. Flags, .. right.Flags.Where(flag => !_byKey.ContainsKey(flag.Key))],
                Positional, _shared, [.. _rules, .. right._rules.Except(_rules)])
            : throw new ArgumentException($"--{clash.Name} means two things, in {Name} and in {right.Name}", nameof(right));
    }

    /// <summary>The same set, whose definitions of these names stand also for those of the sets that are added to it.</summary>
    /// <param name="names">Names without dashes.</param>
    public FlagSet Sharing(params ReadOnlySpan<string> names) =>
        new(Name, Summary, Flags, Positional, _shared.Union(KeysOf(names)), _rules);

    /// <summary>The same set without these flags.</summary>
    /// <param name="names">Names without dashes.</param>
    public FlagSet Without(params ReadOnlySpan<string> names)
    {
        var gone = KeysOf(names);
        return new FlagSet(Name, Summary, Flags.RemoveAll(flag => gone.Contains(flag.Key)), Positional, _shared, _rules);
    }

    /// <summary>The same set with a demand on several flags at once.</summary>
    /// <param name="rule">Answers null if the values go together, else a sentence for the user.</param>
    public FlagSet WithRule(Func<FlagValues, string?> rule) => new(Name, Summary, Flags, Positional, _shared, _rules.Add(rule));

    /// <summary>The definition with this name, if there is one.</summary>
    /// <param name="name">A name without dashes; letter case does not count, and <c>-</c> equals <c>_</c>.</param>
    /// <param name="flag">The definition.</param>
    public bool TryGet(string name, [NotNullWhen(true)] out Flag? flag) => _byKey.TryGetValue(Flag.KeyOf(name), out flag);

    /// <summary>Reads the values of these flags. Pure: whatever it looks at is an argument.</summary>
    /// <param name="args">The command line without the program's name.</param>
    /// <param name="environment">Environment variables; those that are no <c>MESOS_NAME</c> of a flag in the set are ignored.</param>
    /// <param name="settings">The section <c>Mesos</c> of <c>appsettings.json</c>, name to text; unknown names are ignored.</param>
    /// <param name="readFile">Reads a whole file for a <c>file://</c> value; null refuses these.</param>
    /// <returns>The values. If help or version is asked for, nothing else was looked at.</returns>
    /// <exception cref="FlagException">Something is unknown, malformed, out of range, missing or given twice.</exception>
    public FlagValues Parse(
        IReadOnlyList<string> args,
        IReadOnlyDictionary<string, string?>? environment = null,
        IReadOnlyDictionary<string, string>? settings = null,
        Func<string, string>? readFile = null)
    {
        ArgumentNullException.ThrowIfNull(args);
        var line = CommandLine.Read(this, args);
        if (line.OnlyAsks)
        {
            var asked = line.Given.Where(one => one.Flag == Help || one.Flag == Version);
            return FlagReading.Values(this, asked, line.Positional, readFile: null);
        }

        var given = line.Given
            .Concat(FlagSources.FromEnvironment(this, environment ?? ImmutableDictionary<string, string?>.Empty))
            .Concat(FlagSources.FromSettings(this, settings ?? ImmutableDictionary<string, string>.Empty))
            .DistinctBy(one => one.Flag.Key);
        var values = FlagReading.Values(this, given, line.Positional, readFile);
        FlagReading.Demand(this, values);
        return values;
    }

    private static ImmutableHashSet<string> KeysOf(ReadOnlySpan<string> names)
    {
        var keys = ImmutableHashSet.CreateBuilder<string>();
        foreach (var name in names)
        {
            keys.Add(Flag.KeyOf(name));
        }

        return keys.ToImmutable();
    }
}
