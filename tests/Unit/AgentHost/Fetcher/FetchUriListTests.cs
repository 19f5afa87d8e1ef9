using MesosOrleans.AgentHost.Fetcher;
using MesosOrleans.Protocol;
using Xunit;

namespace MesosOrleans.Tests.Unit.AgentHost.Fetcher;

/// <summary>Rule 17.2.</summary>
public sealed class FetchUriListTests
{
    [Fact]
    public void Each_uri_says_whether_it_is_executable_and_whether_it_is_extracted() => Assert.Equal(
        [
            new CommandUri { Value = "http://h/a.tgz", Executable = false, Extract = true },
            new CommandUri { Value = "/opt/run+x", Executable = true, Extract = false },
        ],
        FetchUriList.Parse("http://h/a.tgz+0X /opt/run+x+1N"));

    [Fact]
    public void Nothing_is_an_empty_list() => Assert.Empty(FetchUriList.Parse(""));

    [Theory, InlineData("http://h/a"), InlineData("http://h/a+2X"), InlineData("http://h/a+1Y"), InlineData("+1X"), InlineData("a b+1X")]
    public void What_is_no_such_list_is_refused_with_the_word_that_is_not(string text) =>
        Assert.Contains("expected URI+EX", Assert.Throws<FetchException>(() => FetchUriList.Parse(text)).Message, StringComparison.Ordinal);
}
