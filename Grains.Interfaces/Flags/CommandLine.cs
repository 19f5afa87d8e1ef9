namespace MesosOrleans.Flags;

/// <summary>The command line, taken apart by the rules of <see cref="FlagSet"/>; no value is judged here.</summary>
internal sealed class CommandLine
{
    private readonly FlagSet _set;
    private readonly Dictionary<string, GivenFlag> _given = [];
    private readonly List<string> _positional = [];

    private CommandLine(FlagSet set) => _set = set;

    public IReadOnlyCollection<GivenFlag> Given => _given.Values;

    public IReadOnlyList<string> Positional => _positional;

    /// <exception cref="FlagException">An unknown flag, one without its value, one given twice, an argument that no flag takes.</exception>
    public static CommandLine Read(FlagSet set, IReadOnlyList<string> args)
    {
        var line = new CommandLine(set);
        for (var at = 0; at < args.Count; at++)
        {
            if (args[at] == "--")
            {
                line.AddPositional(args.Skip(at + 1));
                break;
            }

            at += args[at].StartsWith("--", StringComparison.Ordinal)
                ? line.AddFlag(args[at], at + 1 < args.Count ? args[at + 1] : null)
                : line.WithLetter(args[at]) is { } flag ? line.AddLetter(flag, args[at], at + 1 < args.Count ? args[at + 1] : null)
                : line.AddPositional([args[at]]);
        }

        return line;
    }

    /// <summary>Asks for help or for the version, so that nothing else matters.</summary>
    public bool OnlyAsks => Asks(FlagSet.Help) || Asks(FlagSet.Version);

    public bool Asks(Flag<bool> flag) => _given.TryGetValue(flag.Key, out var given) && (given.Raw is "true" or "1" or "");

    // Answers how many arguments after this one belong to it.
    private int AddFlag(string arg, string? next)
    {
        var equals = arg.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? arg[2..] : arg[2..equals];
        var value = equals < 0 ? null : arg[(equals + 1)..];
        if (_set.TryGet(name, out var flag))
        {
            if (value is not null || flag.IsBoolean)
            {
                return Add(flag, value ?? "true");
            }

            Add(flag, next is null || next.StartsWith("--", StringComparison.Ordinal)
                ? throw new FlagException($"--{flag.Name} needs a value: {flag.Expectation}")
                : next);
            return 1;
        }

        return Flag.KeyOf(name).StartsWith("no_", StringComparison.Ordinal) && _set.TryGet(name[3..], out var denied)
            ? Add(denied, Denial(denied, value))
            : throw new FlagException(Unknown(name));
    }

    private Flag? WithLetter(string arg) =>
        arg is ['-', not '-' and var letter, ..] ? _set.Flags.FirstOrDefault(flag => flag.Letter == letter) : null;

    // -n5 or -n 5; answers how many arguments after this one belong to it.
    private int AddLetter(Flag flag, string arg, string? next) => (flag.IsBoolean, arg.Length) switch
    {
        (true, 2) => Add(flag, "true"),
        (true, _) => throw new FlagException($"-{flag.Letter} takes no value: write '{arg}' as letters of their own, each after a dash"),
        (false, 2) => AddFlag($"--{flag.Name}", next),
        (false, _) => Add(flag, arg[2..]),
    };

    private static string Denial(Flag flag, string? value) =>
        !flag.IsBoolean ? throw new FlagException($"--no-{flag.Name} makes no sense: --{flag.Name} takes {flag.Expectation}")
        : value is not null ? throw new FlagException($"--no-{flag.Name} takes no value: write --no-{flag.Name} or --{flag.Name}=false")
        : "false";

    private int Add(Flag flag, string raw)
    {
        if (!_given.TryAdd(flag.Key, new GivenFlag(flag, raw, FlagSource.CommandLine, $"--{flag.Name}")))
        {
            throw new FlagException($"--{flag.Name} is given twice on the command line: give it once");
        }

        return 0;
    }

    private int AddPositional(IEnumerable<string> args)
    {
        _positional.AddRange(args);
        return _set.Positional is not null || _positional.Count == 0 ? 0 : throw new FlagException(Unexpected(_positional[0]));
    }

    private static string Unexpected(string arg) => arg switch
    {
        ['-', not '-', ..] => $"unexpected argument '{arg}': flags begin with two dashes, for example --help",
        "true" or "false" => $"unexpected argument '{arg}': a boolean flag is written --name, --no-name or --name={arg}",
        _ => $"unexpected argument '{arg}': only flags are expected here, for example --help",
    };

    private string Unknown(string name)
    {
        var key = Flag.KeyOf(name);
        var denies = key.StartsWith("no_", StringComparison.Ordinal);
        var known = _set.Flags.Select(flag => flag.Name)
            .Concat(_set.Flags.Where(flag => flag.IsBoolean && denies).Select(flag => "no-" + flag.Name))
            .ToDictionary(Flag.KeyOf, known => known);
        return NearestName.Find(key, known.Keys) is { } near
            ? $"unknown flag --{name}; did you mean --{known[near]}?"
            : $"unknown flag --{name}";
    }
}
