using MesosOrleans.Flags;
using Xunit;

namespace MesosOrleans.Tests.Unit.Flags;

public sealed class RolesAndWeightsTextTests
{
    [Fact]
    public void Roles_keep_their_order()
    {
        Assert.Equal(["search", "ads"], RolesText.Parse("search,ads"));
        Assert.Empty(RolesText.Parse(""));
    }

    [Theory]
    [InlineData(",", "'' is no name")]
    [InlineData("ads,", "'' is no name")]
    [InlineData("ads, search", "' search' is no name")]
    [InlineData("a=b", "'a=b' is no name")]
    [InlineData("a(b)", "'a(b)' is no name")]
    [InlineData("ads,ads", "different roles")]
    public void Roles_that_are_no_names_or_come_twice_are_refused(string text, string part)
    {
        var problem = Assert.Throws<FormatException>(() => RolesText.Parse(text));
        Assert.Contains($"'{text}'", problem.Message, StringComparison.Ordinal);
        Assert.Contains(part, problem.Message, StringComparison.Ordinal);
        Assert.EndsWith("for example ads,search", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_are_numbers_above_zero_by_role()
    {
        var weights = WeightsText.Parse("search=1.5,ads=2");
        Assert.Equal(["ads", "search"], weights.Keys);
        Assert.Equal([2, 1.5], weights.Values);
        Assert.Empty(WeightsText.Parse(""));
    }

    [Theory]
    [InlineData("ads", "'ads'")]
    [InlineData("ads=", "'ads='")]
    [InlineData("=2", "'=2'")]
    [InlineData("ads=0", "'ads=0'")]
    [InlineData("ads=-1", "'ads=-1'")]
    [InlineData("ads=2x", "'ads=2x'")]
    [InlineData("ads=NaN", "'ads=NaN'")]
    [InlineData("ads=Infinity", "'ads=Infinity'")]
    [InlineData("ads=1=2", "'ads=1=2'")]
    [InlineData("ads=1,,b=2", "''")]
    [InlineData("ads=1,ads=2", "two weights for ads")]
    public void Weights_that_cannot_be_meant_are_refused(string text, string part)
    {
        var problem = Assert.Throws<FormatException>(() => WeightsText.Parse(text));
        Assert.Contains(part, problem.Message, StringComparison.Ordinal);
        Assert.EndsWith("for example ads=2,search=1.5", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_star_role_always_exists() => Assert.Null(WeightsText.UnknownRole(WeightsText.Parse("*=2"), []));
}
