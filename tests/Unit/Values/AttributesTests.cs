using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Values;

public sealed class AttributesTests
{
    [Fact]
    public void Scalar_ranges_and_text_are_told_apart()
    {
        var attributes = Attributes.Parse("cpus:45.55;ports:[10000-20000, 30000-50000];others: bla bla ;cold:-5;kernel:3.10.0");

        Assert.Equal(
            [
                AttributeValue.Scalar("cpus", 45550), AttributeValue.OfRanges("ports", Ranges.Parse("[10000-20000,30000-50000]")),
                AttributeValue.OfText("others", "bla bla"), AttributeValue.Scalar("cold", -5000), AttributeValue.OfText("kernel", "3.10.0"),
            ],
            attributes.List);
        Assert.Equal("cpus:45.55; ports:[10000-20000, 30000-50000]; others:bla bla; cold:-5; kernel:3.10.0", attributes.ToString());
        Assert.Equal(attributes, Attributes.Parse(attributes.ToString()));
    }

    [Fact]
    public void A_number_too_large_for_a_scalar_stays_text()
    {
        var id = Attributes.Parse("id:12345678901234567890").Find("id");

        Assert.Equal(AttributeValue.OfText("id", "12345678901234567890"), id);
    }

    [Fact]
    public void Equality_looks_at_the_order()
    {
        Assert.Equal(Attributes.Parse("a:1;b:x"), Attributes.Parse(" a:1.0 ; b:x;"));
        Assert.Equal(Attributes.Parse("a:1;b:x").GetHashCode(), Attributes.Parse("a:1;b:x").GetHashCode());
        Assert.NotEqual(Attributes.Parse("a:1;b:x"), Attributes.Parse("b:x;a:1"));
        Assert.NotEqual(Attributes.Parse("a:1"), Attributes.Parse("a:1;a:1"));
        Assert.NotEqual(Attributes.Parse("a:1"), Attributes.Of(AttributeValue.OfText("a", "1")));
    }

    [Fact]
    public void The_first_of_a_name_is_found()
    {
        var attributes = Attributes.Parse("rack:a\nrack:b");

        Assert.Equal("a", attributes.Find("rack")?.ValueText);
        Assert.Null(attributes.Find("zone"));
        Assert.True(Attributes.Parse(" ; ").IsEmpty);
    }

    [Theory]
    [InlineData("a", "Bad attribute 'a': missing or extra ':'")]
    [InlineData("b:1;a:b:c", "Bad attribute 'a:b:c': missing or extra ':'")]
    [InlineData(":x", "Bad attribute ':x': the name is empty")]
    [InlineData("a:", "Bad attribute 'a:': The value is empty")]
    [InlineData("a:{x,y}", "Bad attribute 'a:{x,y}': a set is not allowed in attributes")]
    [InlineData("a:[1-]", "Bad attribute 'a:[1-]': Bad range '1-'")]
    [InlineData("a:x[1-2]", "Bad attribute 'a:x[1-2]': Unexpected '[' in 'x[1-2]'")]
    public void Malformed_text_is_refused_with_the_token_the_text_and_what_is_expected(string text, string message)
    {
        var error = Assert.Throws<FormatException>(() => Attributes.Parse(text)).Message;

        Assert.StartsWith(message, error, StringComparison.Ordinal);
        Assert.Contains("expected name:value", error, StringComparison.Ordinal);
        Assert.EndsWith($"(the whole text: '{text}').", error, StringComparison.Ordinal);
    }
}
