using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using MesosOrleans.Cli.Local;
using MesosOrleans.Flags;
using Xunit;

namespace MesosOrleans.Tests.Unit.Flags;

/// <summary><c>docs/flags.md</c> says what the programs know: its last section is made of their flags, and what it calls the same is there with the same default.</summary>
public sealed partial class FlagsPageTests
{
    private const string Generated = "As the programs know them; a test keeps this list true.\n\n";

    // The flags of Mesos 0.19.0, as its three logging flags and those of master and slave are counted: 4, 28 (without the logging ones) and 33.
    private const int LoggingFlags = 4, MasterFlags = 28, SlaveFlags = 33;

    private static readonly string Page = PathOfPage();

    [Fact]
    public void The_list_of_all_flags_is_that_of_the_programs()
    {
        var text = File.ReadAllText(Page);
        var at = text.IndexOf(Generated, StringComparison.Ordinal) + Generated.Length;
        var list = Section("mesos silo", SiloFlags.Set) + "\n" + Section("mesos agent", AgentFlags.Set) + "\n" + Section("mesos local, besides these", Own());
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(Page, text = text[..at] + list);
        Assert.Equal(list, text[at..]);
    }

    [Theory]
    [InlineData("Logging (all programs)", LoggingFlags), InlineData("mesos-master: `mesos silo`", MasterFlags), InlineData("mesos-slave: `mesos agent`", SlaveFlags)]
    public void A_flag_that_is_called_the_same_is_there_with_the_same_default(string section, int count)
    {
        var set = section.Contains("agent", StringComparison.Ordinal) ? AgentFlags.Set : SiloFlags.Set;
        var rows = Rows(section);

        Assert.Equal(count, rows.Count);
        foreach (var (name, old, here) in rows)
        {
            var isKnown = set.TryGet(name, out var flag);
            Assert.True(isKnown == here.StartsWith("the same", StringComparison.Ordinal), $"--{name} is{(isKnown ? "" : " not")} there, and the page says: {here}");
            if (isKnown && old.StartsWith('`') && flag!.DefaultText is { } usual)
                Assert.Equal((name, old.Trim('`')), (name, usual));
        }
    }

    private static List<(string Name, string Default, string Here)> Rows(string section)
    {
        var text = File.ReadAllText(Page);
        var begin = text.IndexOf($"\n## {section}\n", StringComparison.Ordinal);
        var end = text.IndexOf("\n## ", begin + 1, StringComparison.Ordinal);
        return [.. Row().Matches(text[begin..end]).Select(row => (row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value))];
    }

    private static string Section(string title, FlagSet set)
    {
        var text = new StringBuilder($"### {title}\n\n| Flag | Default | |\n| --- | --- | --- |\n");
        foreach (var flag in set.Flags.OrderBy(flag => flag.Name, StringComparer.Ordinal))
        {
            var usual = flag.IsRequired ? "required" : string.IsNullOrEmpty(flag.DefaultText) ? "" : $"`{flag.DefaultText}`";
            text.Append($"| `--{flag.Name}` | {usual} | {flag.Help.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }

        return text.ToString();
    }

    private static FlagSet Own() => LocalFlags.Set.Without(
        [.. SiloFlags.Set.Flags.Concat(AgentFlags.Set.Flags).Select(flag => flag.Name).Except(["port", "work_dir", "help", "version"])]);

    private static string PathOfPage([CallerFilePath] string test = "") => Path.Combine(Path.GetDirectoryName(test)!, "../../../docs/flags.md");

    [GeneratedRegex(@"^\| `--(\w+)` \| (.*?) \| (.*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
