using System.Text.RegularExpressions;
using System.Xml.Linq;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Architecture;

/// <summary>What a reviewer would say each time, said once.</summary>
public sealed partial class TidyTests
{
    private const int LinesMax = 320;

    private static IEnumerable<string> Sources => Directory
        .EnumerateFiles(Repository.Root, "*.cs", SearchOption.AllDirectories)
        .Where(file => !Outputs().IsMatch(Path.GetRelativePath(Repository.Root, file)));

    [Fact]
    public void A_file_is_short() =>
        Nothing(Sources.Where(file => File.ReadLines(file).Count() > LinesMax).Select(Name));

    [Fact]
    public void A_file_is_named_after_its_subject() =>
        Nothing(Sources.Select(Name).Where(name => BannedWords().IsMatch(Path.GetFileName(name))));

    [Fact]
    public void No_test_sleeps_or_is_skipped() =>
        Nothing(Sources
            .Where(file => Name(file).StartsWith("tests/", StringComparison.Ordinal) && Path.GetFileName(file) != "TidyTests.cs")
            .Where(file => SleepOrSkip().IsMatch(File.ReadAllText(file)))
            .Select(Name));

    [Fact]
    public void Nothing_is_left_to_do_in_a_comment() =>
        Nothing(Sources.Where(file => Path.GetFileName(file) != "TidyTests.cs" && Unfinished().IsMatch(File.ReadAllText(file))).Select(Name));

    [Fact]
    public void The_house_has_its_rooms_and_no_others()
    {
        string[] rooms =
        [
            "AgentHost", "Cli", "ExternalContainerizer", "Grains", "Grains.Interfaces", "Silo", "artifacts", "bench", "deploy", "docs", "examples", "tests",
        ];
        var found = Directory.EnumerateDirectories(Repository.Root).Select(folder => Path.GetFileName(folder)!)
            .Where(name => !name.StartsWith('.') && name != "TestResults");

        Nothing(found.Except(rooms));
        Nothing(rooms.Except(["artifacts"]).Where(room => !Directory.Exists(Path.Combine(Repository.Root, room))));
    }

    [Theory, InlineData("run"), InlineData("test"), InlineData("mesos"), InlineData(".ci/run")]
    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    public void A_script_is_executable(string script) =>
        Assert.True(File.GetUnixFileMode(Path.Combine(Repository.Root, script)).HasFlag(UnixFileMode.UserExecute));

    [Fact]
    public void Every_package_says_why_it_is_there()
    {
        var reasons = File.ReadAllText(Path.Combine(Repository.Root, "docs/dependencies.md"));
        var packages = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants()
            .Where(item => item.Name.LocalName is "PackageVersion" or "GlobalPackageReference")
            .Select(item => (string)item.Attribute("Include")!);

        Nothing(packages.Where(package => !reasons.Contains($"| {package} |", StringComparison.Ordinal)));
    }

    /// <summary>The seven of the design, section 2.</summary>
    [Theory]
    [InlineData("1 registry durability"), InlineData("2 one writer"), InlineData("3 no rogue slaves"), InlineData("4 no double use")]
    [InlineData("5 no lost word"), InlineData("6 no orphan"), InlineData("7 no silent loss of input")]
    public void An_invariant_is_named_by_a_test(string invariant) =>
        Assert.Contains(Sources, file =>
            Name(file).StartsWith("tests/", StringComparison.Ordinal)
            && File.ReadAllText(file).Contains($"Trait(\"Invariant\", \"{invariant}\"", StringComparison.Ordinal));

    private static void Nothing(IEnumerable<string> offences) => Assert.Equal([], offences.ToArray());

    private static string Name(string file) => Path.GetRelativePath(Repository.Root, file);

    [GeneratedRegex(@"(^|/)(artifacts|obj|bin|\.git)/")]
    private static partial Regex Outputs();

    [GeneratedRegex("Helper|Utils|Manager|Common|Misc")]
    private static partial Regex BannedWords();

    [GeneratedRegex(@"Thread\.Sleep|Skip\s*=\s*""")]
    private static partial Regex SleepOrSkip();

    [GeneratedRegex(@"TODO|FIXME|HACK|NotImplementedException")]
    private static partial Regex Unfinished();
}
