using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace MesosOrleans.Flags;

/// <summary>
/// What every program of the repository does with its command line before anything else: reads the flags, answers <c>--help</c> and
/// <c>--version</c>, and refuses what cannot be used.
/// </summary>
public static class ProgramFlags
{
    /// <summary>The exit code of a program whose command line cannot be used. Other failures are 1 unless a program says more.</summary>
    public const int BadUsage = 2;

    private const string SettingsFile = "appsettings.json";

    /// <summary>Where a user keeps what is usual: <c>mesos/appsettings.json</c> below <c>XDG_CONFIG_HOME</c>, or else below <c>.config</c> at home.</summary>
    public static string UserSettings { get; } = Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } home ? home
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config"),
        "mesos", SettingsFile);

    /// <summary>The first line that <c>--version</c> prints: <c>mesos-orleans 0.1.0 (commit 0123456789ab)</c>, without a commit where it was not built from one.</summary>
    public static string VersionLine { get; } = VersionLineOf(
        typeof(ProgramFlags).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);

    /// <summary>
    /// Reads the flags of this process from its command line, its environment, and the <c>appsettings.json</c> of the working directory or,
    /// if there is none, of its user (<see cref="UserSettings"/>), or of the program's directory. A setting that no program of ours knows is refused.
    /// </summary>
    /// <param name="set">The program's flags.</param>
    /// <param name="args">The command line without the program's name.</param>
    /// <param name="values">The values, if the program shall go on.</param>
    /// <param name="exitCode">If it shall not: 0 after <c>--help</c> or <c>--version</c>, else <see cref="BadUsage"/>.</param>
    /// <returns>Whether the program shall go on.</returns>
    public static bool Read(FlagSet set, IReadOnlyList<string> args, [NotNullWhen(true)] out FlagValues? values, out int exitCode) =>
        Read(set, args, RealEnvironment(), [Environment.CurrentDirectory, Path.GetDirectoryName(UserSettings)!, AppContext.BaseDirectory],
            Console.Out, Console.Error, out values, out exitCode);

    /// <summary>Says on standard error that the command line cannot be used.</summary>
    /// <param name="program">The command as people type it: <c>mesos silo</c>.</param>
    /// <param name="problem">The sentence for the user.</param>
    /// <returns><see cref="BadUsage"/>, the exit code.</returns>
    public static int Refuse(string program, string problem) => Refuse(program, problem, Console.Error);

    internal static bool Read(
        FlagSet set, IReadOnlyList<string> args, IReadOnlyDictionary<string, string?> environment, IEnumerable<string> directories,
        TextWriter output, TextWriter errors, [NotNullWhen(true)] out FlagValues? values, out int exitCode)
    {
        ArgumentNullException.ThrowIfNull(set);
        (values, exitCode) = (null, 0);
        try
        {
            // Help must not depend on a settings file being in order, so that is read only when Parse would look at it.
            var read = CommandLine.Read(set, args).OnlyAsks
                ? set.Parse(args)
                : set.Parse(args, environment, Settings(set, directories), File.ReadAllText);
            if (read.Get(FlagSet.Help))
            {
                output.Write(set.Usage);
            }
            else if (read.Get(FlagSet.Version))
            {
                output.WriteLine(VersionLine);
                output.WriteLine("Mesos 0.19.0 compatible");
            }
            else
            {
                values = read;
            }
        }
        catch (FlagException problem)
        {
            exitCode = Refuse(set.Name, problem.Message, errors);
        }

        return values is not null;
    }

    internal static string VersionLineOf(string informational) => informational.Split('+') is [var version, { Length: > 0 } commit]
        ? $"mesos-orleans {version} (commit {commit[..Math.Min(12, commit.Length)]})"
        : $"mesos-orleans {informational}";

    private static ImmutableDictionary<string, string> Settings(FlagSet set, IEnumerable<string> directories)
    {
        if (directories.Select(directory => Path.Combine(directory, SettingsFile)).FirstOrDefault(File.Exists) is not { } path)
        {
            return ImmutableDictionary<string, string>.Empty;
        }

        try
        {
            var settings = AppSettings.Read(File.ReadAllText(path), path);
            FlagSet[] sets = [set, SiloFlags.Set, AgentFlags.Set];
            var stranger = settings.Keys.Order(StringComparer.Ordinal)
                .FirstOrDefault(name => !sets.Any(known => known.TryGet(name, out _)));
            return stranger is null ? settings : throw new FlagException(Unknown(path, stranger, sets));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new FlagException($"cannot read {path}: {problem.Message}", problem);
        }
    }

    private static string Unknown(string path, string stranger, IEnumerable<FlagSet> sets)
    {
        var near = NearestName.Find(Flag.KeyOf(stranger), sets.SelectMany(set => set.Flags).Select(flag => flag.Key).Distinct());
        return $"{path}: Mesos:{stranger} is no flag" + (near is null ? "" : $"; did you mean {near}?");
    }

    private static int Refuse(string program, string problem, TextWriter errors)
    {
        errors.WriteLine($"{program}: {problem}");
        errors.WriteLine($"see {program} --help");
        return BadUsage;
    }

    private static Dictionary<string, string?> RealEnvironment() => Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value);
}
