using System.Text.RegularExpressions;
using MesosOrleans.Tests.Support;
using Xunit;

namespace MesosOrleans.Tests.Architecture;

/// <summary>docs/conformance.md says which test holds what; it must not speak of tests that are no more.</summary>
public sealed partial class ConformanceTests
{
    [Fact]
    public void Every_test_that_the_list_names_is_there()
    {
        var classes = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .ToLookup(path => Path.GetFileNameWithoutExtension(path), File.ReadAllText);
        var named = Named().Matches(Text()).Select(match => (Class: match.Groups[1].Value, Method: match.Groups[2].Value)).Distinct().ToArray();

        Assert.True(named.Length > 30, "the list names its tests");
        Assert.All(named, test => Assert.True(
            classes[test.Class].Any(source => source.Contains(test.Method.Length == 0 ? test.Class : $" {test.Method}(", StringComparison.Ordinal)),
            $"{test.Class}.{test.Method} is not there"));
    }

    /// <summary>mesos-tests.txt holds the lines at which the tests of Mesos 0.19.0 begin: each has a row, with a test here or a reason.</summary>
    [Theory, MemberData(nameof(Sections))]
    public void Every_test_of_Mesos_has_a_row_with_a_test_here_or_a_reason(string section, string lines)
    {
        var rows = RowsOf(section);

        Assert.Equal(lines.Split(' ').Order(StringComparer.Ordinal), rows.SelectMany(row => row.Lines).Distinct().Order(StringComparer.Ordinal));
        Assert.All(rows, row => Assert.True(row.Answer.Length > 10, $"{section} {row.Lines[0]}: no test and no reason"));
    }

    [Fact]
    public void The_list_ends_with_how_many_tests_of_Mesos_are_covered_explained_and_open()
    {
        var answers = Sections()
            .SelectMany(section => RowsOf(section.Data.Item1).SelectMany(row => row.Lines.Select(line => (section.Data.Item1, line, Judged(row.Answer)))))
            .GroupBy(test => (test.Item1, test.line), test => test.Item3)
            .CountBy(rows => rows.Min())
            .ToDictionary();
        int Count(Verdict verdict) => answers.GetValueOrDefault(verdict);

        var sums = $"| {answers.Values.Sum()} | {Count(Verdict.Covered)} | {Count(Verdict.Explained)} | {Count(Verdict.Open)} |";

        Assert.EndsWith(sums, Text().TrimEnd(), StringComparison.Ordinal);
    }

    public static IEnumerable<TheoryDataRow<string, string>> Sections() =>
        from line in File.ReadLines(Path.Combine(Repository.Root, "tests/Architecture/mesos-tests.txt"))
        where !line.StartsWith('#')
        let parts = line.Split(": ")
        select new TheoryDataRow<string, string>(parts[0], parts[1]);

    private static string Text() => File.ReadAllText(Path.Combine(Repository.Root, "docs/conformance.md"));

    private static (string[] Lines, string Answer)[] RowsOf(string section)
    {
        var text = Text();
        var begin = text.IndexOf($"### {section}\n", StringComparison.Ordinal);
        Assert.True(begin >= 0, $"{section} has no section");
        var end = text.IndexOf("\n#", begin + 1, StringComparison.Ordinal);
        return [.. Row().Matches(text[begin..(end < 0 ? text.Length : end)])
            .Select(row => (Number().Matches(row.Groups[1].Value).Select(number => number.Value).ToArray(), row.Groups[2].Value.Trim()))];
    }

    private static Verdict Judged(string answer) =>
        answer.StartsWith("not yet", StringComparison.Ordinal) ? Verdict.Open
        : Refusal().IsMatch(answer) ? Verdict.Explained
        : Verdict.Covered;

    private enum Verdict
    {
        Covered,
        Explained,
        Open,
    }

    // | 176, 208 name, 223 other | behaviour | test or reason |
    [GeneratedRegex(@"^\| (\d[^|]*)\|[^|]*\|([^|\n]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"\b\d+\b")]
    private static partial Regex Number();

    [GeneratedRegex(@"^no\b")]
    private static partial Regex Refusal();

    // `SomethingTests` or `SomethingTests.What_it_says`
    [GeneratedRegex(@"`(\w+Tests)(?:\.(\w+))?`")]
    private static partial Regex Named();
}
