using MesosOrleans.Values;
using Xunit;

namespace MesosOrleans.Tests.Unit.Values;

public sealed class ResourcesTextTests
{
    [Theory]
    [InlineData("cpus:4;mem:1024;ports:[31000-32000];disks:{sda1}", "cpus(*):4; disks(*):{sda1}; mem(*):1024; ports(*):[31000-32000]")]
    [InlineData(
        "cpus:45.55;ports:[10000-20000, 30000-50000];disks:{sda1}",
        "cpus(*):45.55; disks(*):{sda1}; ports(*):[10000-20000, 30000-50000]")]
    [InlineData("cpus(ads):2", "cpus(ads):2")]
    [InlineData("cpus(role1):2;mem(role1):3;cpus:1", "cpus(*):1; cpus(role1):2; mem(role1):3")]
    [InlineData(" cpus ( ads ) : 2 ;; mem : 5 ; ", "cpus(ads):2; mem(*):5")]
    [InlineData("cpus:1\nmem:2\r\nports:[1-2]\n", "cpus(*):1; mem(*):2; ports(*):[1-2]")]
    [InlineData("cpus:1;cpus:0.5;ports:[1-2];ports:[3-4]", "cpus(*):1.5; ports(*):[1-4]")]
    [InlineData("cpus:0;ports:[];disks:{}", "")]
    [InlineData("", "")]
    [InlineData(" ;\n; ", "")]
    public void Text_is_read_and_printed_in_canonical_form(string text, string canonical) =>
        Assert.Equal(canonical, Resources.Parse(text).ToString());

    [Fact]
    public void The_default_role_is_that_of_entries_without_one() =>
        Assert.Equal("cpus(*):1; cpus(ads):2; mem(web):3", Resources.Parse("cpus(*):1;cpus(ads):2;mem:3", "web").ToString());

    [Fact]
    public void Entries_as_written_keep_zeros_so_that_named_differs_from_absent()
    {
        Assert.True(ResourcesText.TryParseEntries("mem:0;cpus:1;cpus:2", "*", out var entries, out _));

        Assert.Equal(["mem(*):0", "cpus(*):1", "cpus(*):2"], entries.Select(entry => entry.ToString()));
    }

    [Theory]
    [InlineData("cpus", "Bad value for resources, missing or extra ':' in cpus;")]
    [InlineData("mem:1;cpus:", "Bad value for resources, missing or extra ':' in cpus:;")]
    [InlineData("cpus:1:2", "Bad value for resources, missing or extra ':' in cpus:1:2;")]
    [InlineData("cpus(role1)", "Bad value for resources, missing or extra ':' in cpus(role1);")]
    [InlineData("cpus(role1:1", "Bad value for resources, mismatched parentheses in cpus(role1:1;")]
    [InlineData("cpus)(role1:1", "Bad value for resources, mismatched parentheses in cpus)(role1:1;")]
    [InlineData("cpus):1", "Bad value for resources, mismatched parentheses in cpus):1;")]
    [InlineData("cpus(a)(b):1", "Bad value for resources, mismatched parentheses in cpus(a)(b):1;")]
    [InlineData("cpus(a)x:1", "Bad value for resources, mismatched parentheses in cpus(a)x:1;")]
    [InlineData(":1", "Bad value for resources, empty name in :1;")]
    [InlineData("(ads):1", "Bad value for resources, empty name in (ads):1;")]
    [InlineData("cpus():1", "Bad value for resources, empty role in cpus():1;")]
    [InlineData("cpus:two", "Bad value for resources in cpus:two: expected a number such as 0.5, ranges")]
    [InlineData("cpus:NaN", "Bad value for resources in cpus:NaN: expected a number")]
    [InlineData("cpus:1e3", "Bad value for resources in cpus:1e3: expected a number")]
    [InlineData("cpus:-1", "Bad value for resources in cpus:-1: the number is negative; expected 0 or more")]
    [InlineData(
        "mem:9999999999999999",
        "Bad value for resources in mem:9999999999999999: the number is too large; expected at most 9007199254740.992")]
    [InlineData("ports:[5-1]", "Bad value for resources in ports:[5-1]: Bad range '5-1' in '[5-1]': it begins after its end")]
    [InlineData("ports:[1-2", "Bad value for resources in ports:[1-2: Bad ranges '[1-2'")]
    [InlineData("ports:1-2]", "Bad value for resources in ports:1-2]: Unexpected ']' in '1-2]'")]
    [InlineData("disks:s{a}", "Bad value for resources in disks:s{a}: Unexpected '{' in 's{a}'")]
    [InlineData("disks:{a,}", "Bad value for resources in disks:{a,}: Bad item ''")]
    public void Malformed_text_is_refused_with_the_token_the_text_and_what_is_expected(string text, string message)
    {
        var error = Assert.Throws<FormatException>(() => Resources.Parse(text)).Message;

        Assert.StartsWith(message, error, StringComparison.Ordinal);
        Assert.EndsWith($"(the whole text: '{text}').", error, StringComparison.Ordinal);
        Assert.Contains("expected", error, StringComparison.Ordinal);
        Assert.False(Resources.TryParse(text, "*", out var value, out var reason));
        Assert.Same(Resources.Empty, value);
        Assert.Equal(error, reason);
    }

    [Fact]
    public void A_sum_that_overflows_is_refused_not_thrown()
    {
        var text = string.Concat(Enumerable.Repeat("cpus:9007199254740.992;", 1025));

        Assert.False(Resources.TryParse(text, "*", out _, out var error));
        Assert.Contains("does not fit", error, StringComparison.Ordinal);
    }
}
