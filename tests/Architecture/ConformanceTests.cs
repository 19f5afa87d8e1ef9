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
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs/conformance.md"));
        var named = Named().Matches(text).Select(match => (Class: match.Groups[1].Value, Method: match.Groups[2].Value)).Distinct().ToArray();

        Assert.True(named.Length > 30, "the list names its tests");
        Assert.All(named, test => Assert.True(
            classes[test.Class].Any(source => source.Contains(test.Method.Length == 0 ? test.Class : $" {test.Method}(", StringComparison.Ordinal)),
            $"{test.Class}.{test.Method} is not there"));
    }

    /// <summary>The lines at which the tests of Mesos 0.19.0 stand in its files: each has a row, with a test here or a reason.</summary>
    [Theory]
    [InlineData("registrar_tests.cpp", "176 208 223 254 312 357 386 418 455 62")]
    [InlineData("state_tests.cpp",
        "344 350 356 362 368 374 380 417 423 429 435 441 447 453 516 522 528 534 540 546 552 566 635 641 647 653 659 665 671")]
    [InlineData("log_tests.cpp",
        "78 136 250 281 326 378 439 526 575 615 648 697 743 792 820 864 923 996 1072 1152 1198 1275 1333 1422 1516 1620 1701 1766 1847 1889 1971 2011 "
        + "2050 2052 2054 2056 2058")]
    [InlineData("master_contender_detector_tests.cpp", "87 132 157 181 223 276 332 396 463 584 661 714")]
    [InlineData("group_tests.cpp", "51 83 105 131 169 200 264 323 377")]
    public void Every_test_of_Mesos_has_a_row_with_a_test_here_or_a_reason(string file, string lines)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs/conformance.md"));
        var begin = text.IndexOf($"### {file}", StringComparison.Ordinal);
        Assert.True(begin >= 0, $"{file} has no section");
        var end = text.IndexOf("\n#", begin + 1, StringComparison.Ordinal);
        var rows = Row().Matches(text[begin..(end < 0 ? text.Length : end)]);

        Assert.Equal(
            lines.Split(' ').Order(StringComparer.Ordinal),
            rows.SelectMany(row => row.Groups[1].Value.Split(", ")).Distinct().Order(StringComparer.Ordinal));
        Assert.All(rows, row => Assert.True(row.Groups[2].Value.Trim().Length > 10, $"{file} {row.Groups[1].Value}: no test and no reason"));
    }

    // | 176, 208 name | behaviour | test or reason |
    [GeneratedRegex(@"^\| (\d+(?:, \d+)*) [^|]*\|[^|]*\|([^|\n]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    // `SomethingTests` or `SomethingTests.What_it_says`
    [GeneratedRegex(@"`(\w+Tests)(?:\.(\w+))?`")]
    private static partial Regex Named();
}
