using MesosOrleans.Http;
using Xunit;

namespace MesosOrleans.Tests.Unit.Http;

public sealed class ObserveFormTests
{
    [Theory]
    [InlineData("monitor=disk&hosts=a,b&level=ok", "disk", "a b", true)]
    [InlineData("level=Warning;hosts=a%2Cb,c;monitor=d+e", "d e", "a b c", false)]
    [InlineData("monitor=x&monitor=y&hosts=,a,&level=OK&more=1", "y", "a", true)]
    public void It_says_what_the_form_says(string body, string monitor, string hosts, bool healthy)
    {
        var document = ObserveForm.Read(body, out var problem)!;

        Assert.Empty(problem);
        Assert.Equal((monitor, hosts, healthy), (document.Monitor, string.Join(' ', document.Hosts), document.IsHealthy));
    }

    [Theory]
    [InlineData("", "Missing value for 'monitor'.\n")]
    [InlineData("monitor=m&level=ok", "Missing value for 'hosts'.\n")]
    [InlineData("hosts=a&level=ok", "Missing value for 'monitor'.\n")]
    [InlineData("monitor=m&hosts=h", "Missing value for 'level'.\n")]
    [InlineData("monitor=&hosts=h&level=ok", "Empty string for 'monitor'.\n")]
    [InlineData("monitor&hosts=h&level=ok", "Empty string for 'monitor'.\n")]
    [InlineData("monitor=a=b&hosts=h&level=ok", "Missing value for 'monitor'.\n")]
    [InlineData("monitor=%4&hosts=h&level=ok", "Failed to decode '%4' of 'monitor': expected two hexadecimal digits behind each %.\n")]
    public void What_is_missing_empty_or_no_text_is_named_in_this_order(string body, string expected)
    {
        Assert.Null(ObserveForm.Read(body, out var problem));
        Assert.Equal(expected, problem);
    }
}
