using CsCheck;
using MesosOrleans.Flags;
using Xunit;

namespace MesosOrleans.Tests.Unit.Flags;

public sealed class BytesTextTests
{
    [Theory]
    [InlineData("0B", 0)]
    [InlineData("12B", 12)]
    [InlineData("1KB", 1024)]
    [InlineData("64MB", 67_108_864)]
    [InlineData("2GB", 2_147_483_648)]
    [InlineData("1TB", 1_099_511_627_776)]
    public void Every_unit_of_Mesos_is_read(string text, long bytes)
    {
        Assert.Equal(bytes, BytesText.Parse(text));
        Assert.True(BytesText.TryParse(text, out var read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("64")]
    [InlineData("MB")]
    [InlineData("64mb")]
    [InlineData("64M")]
    [InlineData("64 MB")]
    [InlineData("1.5MB")]
    [InlineData("-1MB")]
    [InlineData("64MBx")]
    [InlineData("9999999999TB")]
    [InlineData("99999999999999999999B")]
    public void Anything_else_is_refused_with_its_text_and_an_example(string text)
    {
        Assert.False(BytesText.TryParse(text, out _));
        var problem = Assert.Throws<FormatException>(() => BytesText.Parse(text));
        Assert.StartsWith($"'{text}' is ", problem.Message, StringComparison.Ordinal);
        Assert.Contains("for example", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0B")]
    [InlineData(1023, "1023B")]
    [InlineData(1536, "1536B")]
    [InlineData(2048, "2KB")]
    [InlineData(1_048_576, "1MB")]
    [InlineData(1_099_511_627_776, "1TB")]
    public void The_text_is_a_whole_number_of_the_largest_unit(long bytes, string text) => Assert.Equal(text, BytesText.Format(bytes));

    [Fact]
    public void Negative_amounts_have_no_text() => Assert.Throws<ArgumentOutOfRangeException>(() => BytesText.Format(-1));

    [Fact]
    public void Each_amount_survives_its_text() =>
        Gen.Long[0, long.MaxValue].Sample(bytes => BytesText.Parse(BytesText.Format(bytes)) == bytes);

    [Fact]
    public void Each_amount_of_whole_units_survives_its_text() => Gen.Select(Gen.Long[0, 1000], Gen.Int[0, 4])
        .Sample((count, unit) => BytesText.Parse(BytesText.Format(count << (10 * unit))) == count << (10 * unit));
}
