using CsCheck;
using MesosOrleans.Flags;
using Xunit;

namespace MesosOrleans.Tests.Unit.Flags;

public sealed class NearestNameTests
{
    private static readonly string[] Commands = ["local", "silo", "agent", "execute", "batch", "ps", "state", "bench", "version", "help"];

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("abc", "abd", 1)]
    [InlineData("abc", "abcd", 1)]
    [InlineData("agnets", "agents", 1)]
    [InlineData("ab", "ba", 1)]
    [InlineData("ca", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    public void Distance_counts_insertions_deletions_replacements_and_swaps(string left, string right, int distance) =>
        Assert.Equal(distance, NearestName.Distance(left, right));

    [Fact]
    public void Distance_is_the_same_both_ways() => Gen.Select(Gen.String[Gen.Char['a', 'd'], 0, 8], Gen.String[Gen.Char['a', 'd'], 0, 8])
        .Sample((left, right) => NearestName.Distance(left, right) == NearestName.Distance(right, left));

    [Theory]
    [InlineData("exectue", "execute")]
    [InlineData("bacth", "batch")]
    [InlineData("EXECUT", "execute")]
    [InlineData("sp", "ps")]
    [InlineData("stat", "state")]
    [InlineData("vers", "version")]
    public void A_slip_finds_what_was_meant(string typed, string meant) => Assert.Equal(meant, NearestName.Find(typed, Commands));

    [Theory]
    [InlineData("")]
    [InlineData("zzzzzz")]
    [InlineData("kubernetes")]
    public void Something_else_finds_nothing(string typed) => Assert.Null(NearestName.Find(typed, Commands));

    [Fact]
    public void Nothing_is_found_among_nothing() => Assert.Null(NearestName.Find("silo", []));
}
