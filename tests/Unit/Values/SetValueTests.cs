using CsCheck;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Values;

public sealed class SetValueTests
{
    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("{sda1}", "{sda1}")]
    [InlineData(" { b , a } ", "{a, b}")]
    [InlineData("{a,a,B}", "{B, a}")]
    public void Items_are_sorted_and_distinct(string text, string canonical) =>
        Assert.Equal(canonical, SetValue.Parse(text).ToString());

    [Theory]
    [InlineData("", "Bad set ''")]
    [InlineData("a", "Bad set 'a'")]
    [InlineData("{a", "Bad set '{a'")]
    [InlineData("{aa,b}}", "Bad item 'b}'")]
    [InlineData("{a,{b}}", "Bad item '{b}'")]
    [InlineData("{a,,b}", "Bad item ''")]
    [InlineData("{a,}", "Bad item ''")]
    [InlineData("{[1-2]}", "Bad item '[1-2]'")]
    public void Malformed_text_is_refused_and_the_token_named(string text, string message)
    {
        var error = Assert.Throws<FormatException>(() => SetValue.Parse(text));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Contains("expected", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Input_with_duplicates_or_empty_items_is_not_allocatable()
    {
        Assert.False(SetValue.TryOf(["b", "a", "b"], out _, out var twice));
        Assert.Equal("The set holds 'b' more than once; expected distinct items.", twice);
        Assert.False(SetValue.TryOf([""], out _, out var empty));
        Assert.Equal("A set holds an empty item; expected non-empty strings.", empty);
        Assert.True(SetValue.TryOf(["b", "a"], out var good, out _));
        Assert.Equal("{a, b}", good.ToString());
        Assert.Throws<ArgumentException>(() => SetValue.Of("a", ""));
    }

    [Fact]
    public void Equality_does_not_depend_on_positions()
    {
        Assert.Equal(SetValue.Of("a", "b"), SetValue.Of("b", "a"));
        Assert.Equal(SetValue.Of("a", "b").GetHashCode(), SetValue.Of("b", "a").GetHashCode());
        Assert.NotEqual(SetValue.Of("a"), SetValue.Of("A"));
    }

    [Fact]
    public void Arithmetic_agrees_with_plain_sets() =>
        Gen.Select(Arbitrary.Items, Arbitrary.Items).Sample((a, b) =>
        {
            SetValue left = Arbitrary.SetOf(a), right = Arbitrary.SetOf(b);
            Assert.Equal(a.Union(b).Order(StringComparer.Ordinal), (left + right).Span.ToArray());
            Assert.Equal(a.Except(b).Order(StringComparer.Ordinal), (left - right).Span.ToArray());
            Assert.Equal(a.Intersect(b).Order(StringComparer.Ordinal), left.Intersect(right).Span.ToArray());
            Assert.Equal(b.IsSubsetOf(a), left.Contains(right));
            Assert.Equal(a.Contains("sda1"), left.Contains("sda1"));
            Assert.Equal(left, SetValue.Parse(left.ToString()));
        });
}
