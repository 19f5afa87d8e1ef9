using CsCheck;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Values;

public sealed class RangesTests
{
    [Theory]
    [InlineData("[]", "[]")]
    [InlineData(" [ 1 - 5 , 7-9 ] ", "[1-5, 7-9]")]
    [InlineData("[7-9,1-5]", "[1-5, 7-9]")]
    [InlineData("[20-30, 31-39, 40-40]", "[20-40]")]
    [InlineData("[1-10,5-30,50-60]", "[1-30, 50-60]")]
    [InlineData("[1-10,2-3]", "[1-10]")]
    [InlineData("[0-18446744073709551615]", "[0-18446744073709551615]")]
    [InlineData("[18446744073709551615-18446744073709551615, 0-18446744073709551614]", "[0-18446744073709551615]")]
    public void Intervals_are_sorted_and_coalesced(string text, string canonical) =>
        Assert.Equal(canonical, Ranges.Parse(text).ToString());

    [Theory]
    [InlineData("[20000-40000,21000-38000]", "[30000-50000,10000-20000]", "[10000-50000]")]
    [InlineData("[1-10,5-30,50-60]", "[1-65,70-80]", "[1-65, 70-80]")]
    [InlineData("[1-2]", "[3-4]", "[1-4]")]
    [InlineData("[1-4,7-8]", "[5-6]", "[1-8]")]
    [InlineData("[1-4,9-10,20-22,26-30]", "[5-8,23-25]", "[1-10, 20-30]")]
    [InlineData("[1-18446744073709551615]", "[0-0,5-18446744073709551615]", "[0-18446744073709551615]")]
    public void Sums_are_coalesced(string left, string right, string sum) =>
        Assert.Equal(sum, (Ranges.Parse(left) + Ranges.Parse(right)).ToString());

    [Theory]
    [InlineData("[20000-40000]", "[10000-20000,30000-50000]", "[20001-29999]")]
    [InlineData("[50000-60000]", "[50000-50001]", "[50002-60000]")]
    [InlineData("[50000-60000]", "[50000-50000]", "[50001-60000]")]
    [InlineData("[1-10,20-30,40-50]", "[2-9,15-45,48-50]", "[1-1, 10-10, 46-47]")]
    [InlineData("[1-10]", "[11-20]", "[1-10]")]
    [InlineData("[1-10]", "[5-5]", "[1-4, 6-10]")]
    [InlineData("[1-10]", "[0-18446744073709551615]", "[]")]
    [InlineData("[0-18446744073709551615]", "[0-0,18446744073709551615-18446744073709551615]", "[1-18446744073709551614]")]
    public void Differences_split(string left, string right, string rest) =>
        Assert.Equal(rest, (Ranges.Parse(left) - Ranges.Parse(right)).ToString());

    [Theory]
    [InlineData("[1-10]", true)]
    [InlineData("[1-2,4-6]", true)]
    [InlineData("[1-4,5-5]", true)]
    [InlineData("[2-3]", false)]
    [InlineData("[]", false)]
    public void A_subset_lies_within_intervals(string outer, bool holds) =>
        Assert.Equal(holds, Ranges.Parse(outer).Contains(Ranges.Parse("[2-2,4-5]")));

    [Theory]
    [InlineData("", "Bad ranges ''")]
    [InlineData("1-2", "Bad ranges '1-2'")]
    [InlineData("[1-2", "Bad ranges '[1-2'")]
    [InlineData("[1-2}", "Bad ranges '[1-2}'")]
    [InlineData("[1-2]]", "Bad range '1-2]'")]
    [InlineData("[[1-2]]", "Bad range '[1-2]'")]
    [InlineData("[5]", "Bad range '5'")]
    [InlineData("[5-]", "Bad range '5-'")]
    [InlineData("[-5]", "Bad range '-5'")]
    [InlineData("[1-2-3]", "Bad range '1-2-3'")]
    [InlineData("[1-2,]", "Bad range ''")]
    [InlineData("[a-b]", "Bad range 'a-b'")]
    [InlineData("[1.5-2]", "Bad range '1.5-2'")]
    [InlineData("[0-18446744073709551616]", "Bad range '0-18446744073709551616'")]
    [InlineData("[9-8]", "Bad range '9-8' in '[9-8]': it begins after its end")]
    public void Malformed_text_is_refused_and_the_token_named(string text, string message)
    {
        var error = Assert.Throws<FormatException>(() => Ranges.Parse(text));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Contains("expected", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Input_with_reversed_or_overlapping_intervals_is_not_allocatable()
    {
        Assert.False(Ranges.TryOf([new(5, 1)], out _, out var reversed));
        Assert.Equal("Range 5-1 begins after its end; expected begin <= end.", reversed);
        Assert.False(Ranges.TryOf([new(4, 9), new(1, 5)], out _, out var overlapping));
        Assert.Equal("Ranges 1-5 and 4-9 overlap; expected each number at most once.", overlapping);
        Assert.True(Ranges.TryOf([new(6, 9), new(1, 5)], out var good, out _));
        Assert.Equal("[1-9]", good.ToString());
        Assert.Throws<ArgumentException>(() => Ranges.Of(new ValueRange(5, 1)));
    }

    [Fact]
    public void Arithmetic_agrees_with_plain_sets_of_numbers() =>
        Gen.Select(Arbitrary.Numbers, Arbitrary.Numbers).Sample((a, b) =>
        {
            Ranges left = Arbitrary.RangesOf(a), right = Arbitrary.RangesOf(b);
            Assert.Equal(a.Union(b).ToHashSet(), Arbitrary.NumbersOf(left + right));
            Assert.Equal(a.Except(b).ToHashSet(), Arbitrary.NumbersOf(left - right));
            Assert.Equal(a.Intersect(b).ToHashSet(), Arbitrary.NumbersOf(left.Intersect(right)));
            Assert.Equal(b.IsSubsetOf(a), left.Contains(right));
            Assert.Equal(a.SetEquals(b), left.Equals(right));
            Assert.Equal(a.Contains(7), left.Contains(7));
            Assert.Equal(left, Ranges.Parse(left.ToString()));
        });

    [Fact]
    public void Results_are_canonical() =>
        Gen.Select(Arbitrary.Numbers, Arbitrary.Numbers).Sample((a, b) =>
        {
            Ranges left = Arbitrary.RangesOf(a), right = Arbitrary.RangesOf(b);
            foreach (var result in new[] { left + right, left - right, left.Intersect(right) })
            {
                Assert.Equal(result, Ranges.Of(result.Span));
                Assert.Equal(result.GetHashCode(), Ranges.Of(result.Span).GetHashCode());
            }
        });
}
