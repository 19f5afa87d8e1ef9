using MesosOrleans.Cli.Cluster;
using MesosOrleans.Flags;

namespace MesosOrleans.Cli.Settings;

/// <summary>What can be set: the flags that are read from settings, of the commands, of the silo and of the agent. Pure.</summary>
internal static class SettingNames
{
    private static readonly FlagSet[] Sets = [new FlagSet("mesos", "", [ClusterFlags.Master]), SiloFlags.Set, AgentFlags.Set];

    public static IReadOnlyList<string> All { get; } =
        [.. Sets.SelectMany(set => set.Flags).Where(flag => !flag.IsCommandLineOnly).Select(flag => flag.Name).Distinct().Order(StringComparer.Ordinal)];

    /// <exception cref="FlagException">There is no such flag.</exception>
    public static Flag Of(string name)
    {
        foreach (var set in Sets)
        {
            if (set.TryGet(name, out var flag) && !flag.IsCommandLineOnly)
            {
                return flag;
            }
        }

        throw new FlagException($"'{name}' is no setting" + (NearestName.Find(Flag.KeyOf(name), All) is { } near ? $"; did you mean {near}?" : ""));
    }

    /// <summary>The value, if it is one of this flag.</summary>
    /// <exception cref="FlagException">It is not; the message says what is.</exception>
    public static string Checked(string name, string value)
    {
        var flag = Of(name);
        // What is in a file is judged when it is read.
        if (!value.StartsWith("file://", StringComparison.Ordinal))
        {
            new FlagSet("mesos config", "", [flag]).Parse([$"--{flag.Name}={value}"]);
        }

        return value;
    }
}
