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

    // `SomethingTests` or `SomethingTests.What_it_says`
    [GeneratedRegex(@"`(\w+Tests)(?:\.(\w+))?`")]
    private static partial Regex Named();
}
