using CsCheck;
using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Values;

public sealed class ScalarTextTests
{
    [Theory]
    [InlineData("2", 2000)]
    [InlineData("0.5", 500)]
    [InlineData(".5", 500)]
    [InlineData("5.", 5000)]
    [InlineData(" 45.55 ", 45550)]
    [InlineData("+1", 1000)]
    [InlineData("-1.25", -1250)]
    [InlineData("007", 7000)]
    [InlineData("0.1234", 123)]
    [InlineData("0.12349999999", 123)]
    [InlineData("0.1235", 124)]
    [InlineData("-0.1235", -124)]
    [InlineData("0.9999", 1000)]
    [InlineData("9007199254740.992", 9007199254740992)]
    [InlineData("-9007199254740.992", -9007199254740992)]
    public void Decimals_are_read_to_the_nearest_thousandth(string text, long milli)
    {
        Assert.True(ScalarText.TryParse(text, out var read));
        Assert.Equal(milli, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("--1")]
    [InlineData("1.2.3")]
    [InlineData("1e3")]
    [InlineData("1,5")]
    [InlineData("1 5")]
    [InlineData("NaN")]
    [InlineData("inf")]
    [InlineData("0x10")]
    [InlineData("\u0663")]
    [InlineData("9007199254740.993")]
    [InlineData("9007199254740.9925")]
    [InlineData("99999999999999999999999999999999")]
    public void What_is_no_decimal_or_too_large_is_refused(string text)
    {
        Assert.False(ScalarText.TryParse(text, out var read));
        Assert.Equal(0, read);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(2000, "2")]
    [InlineData(500, "0.5")]
    [InlineData(50, "0.05")]
    [InlineData(5, "0.005")]
    [InlineData(45550, "45.55")]
    [InlineData(1001, "1.001")]
    [InlineData(-1, "-0.001")]
    [InlineData(-1250, "-1.25")]
    [InlineData(long.MaxValue, "9223372036854775.807")]
    [InlineData(long.MinValue, "-9223372036854775.808")]
    public void The_shortest_decimal_is_printed(long milli, string text) => Assert.Equal(text, ScalarText.Format(milli));

    [Fact]
    public void Every_scalar_survives_its_text() =>
        Gen.Long[-ScalarText.MaxMilli, ScalarText.MaxMilli].Sample(milli =>
            ScalarText.TryParse(ScalarText.Format(milli), out var read) && read == milli);

    [Fact]
    public void Every_scalar_survives_the_double_of_the_wire() =>
        Gen.Long[-ScalarText.MaxMilli / 8, ScalarText.MaxMilli / 8].Sample(milli =>
            ScalarText.TryFromDouble(milli / 1000.0, out var read) && read == milli);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1e13)]
    [InlineData(double.MaxValue)]
    public void Doubles_that_are_no_amount_are_refused(double value) => Assert.False(ScalarText.TryFromDouble(value, out _));

    [Fact]
    public void Sums_of_tenths_carry_no_error()
    {
        var third = Resources.Parse("cpus:0.1") + Resources.Parse("cpus:0.2");

        Assert.Equal("cpus(*):0.3", third.ToString());
    }
}
