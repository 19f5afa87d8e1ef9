using MesosOrleans.Http;
using Xunit;

namespace MesosOrleans.Tests.Unit.Http;

public sealed class HelpPageTests
{
    private static readonly HelpEntry[] All =
    [
        new("/metrics/snapshot", "The metrics.", "timeout=<DURATION>"), new("/master/state.json", "The state."), new("/master/health", "200."),
    ];

    [Theory]
    [InlineData("", 3)]
    [InlineData("master", 2)]
    [InlineData("master/health", 1)]
    public void It_shows_all_those_of_an_actor_or_one(string subject, int count)
    {
        Assert.Equal(count, HelpPage.Select(All, subject, out var problem).Count);
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("mast")]
    [InlineData("master/none")]
    [InlineData("master/health/x")]
    public void What_is_not_there_is_named(string subject)
    {
        Assert.Empty(HelpPage.Select(All, subject, out var problem));
        Assert.Contains($"'{subject}'", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("curl/8.5.0", true)]
    [InlineData("HTTPie/3.2", true)]
    [InlineData("Mozilla/5.0", false)]
    [InlineData(null, false)]
    public void Tools_on_a_terminal_get_markdown(string? agent, bool markdown) => Assert.Equal(markdown, HelpPage.WantsMarkdown(agent));

    [Fact]
    public void Html_is_escaped_and_markdown_is_as_written()
    {
        Assert.Contains("timeout=&lt;DURATION&gt;", HelpPage.Html(All), StringComparison.Ordinal);
        Assert.Equal("# Endpoints\n\n## /metrics/snapshot\nThe metrics.\n\ntimeout=<DURATION>\n", HelpPage.Markdown(All[..1]));
    }
}
