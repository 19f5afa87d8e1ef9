namespace MesosOrleans.Flags;

/// <summary>The flags that the environment and <c>appsettings.json</c> give; names that the set does not know are passed over.</summary>
internal static class FlagSources
{
    private const string Prefix = "MESOS_";

    // As Mesos: the prefix in capitals, what follows in any letter case.
    public static IEnumerable<GivenFlag> FromEnvironment(FlagSet set, IReadOnlyDictionary<string, string?> environment) =>
        Once(set, FlagSource.Environment, environment
            .Where(variable => variable.Value is not null && variable.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(variable => (variable.Key[Prefix.Length..], variable.Value!, $"the variable {variable.Key}")));

    public static IEnumerable<GivenFlag> FromSettings(FlagSet set, IReadOnlyDictionary<string, string> settings) =>
        Once(set, FlagSource.Settings, settings.Select(setting => (setting.Key, setting.Value, $"the setting Mesos:{setting.Key}")));

    private static Dictionary<string, GivenFlag>.ValueCollection Once(
        FlagSet set, FlagSource source, IEnumerable<(string Name, string Text, string Origin)> entries)
    {
        var given = new Dictionary<string, GivenFlag>();
        foreach (var (name, text, origin) in entries.OrderBy(entry => entry.Origin, StringComparer.Ordinal))
        {
            if (!set.TryGet(name, out var flag) || flag.IsCommandLineOnly)
            {
                continue;
            }

            if (!given.TryAdd(flag.Key, new GivenFlag(flag, text, source, origin)))
            {
                throw new FlagException($"{given[flag.Key].Origin} and {origin} both set --{flag.Name}: keep one of them");
            }
        }

        return given.Values;
    }
}
