using Microsoft.Playwright;
using Xunit;

namespace MesosOrleans.Tests.Ui;

/// <summary>A window of the browser on one cluster. It remembers what went wrong in the page, and what the page asked for elsewhere.</summary>
public sealed class Window : IAsyncDisposable
{
    private const float Limit = 20_000;

    private readonly IBrowserContext _context;
    private readonly string _screenshots;
    private readonly List<string> _problems = [];

    private Window(IBrowserContext context, IPage page, string screenshots)
    {
        (_context, Page, _screenshots) = (context, page, screenshots);
        page.SetDefaultTimeout(Limit);
        Assertions.SetDefaultExpectTimeout(Limit);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _problems.Add(message.Text);
        };
        page.PageError += (_, error) => _problems.Add(error);
    }

    public IPage Page { get; }

    /// <summary>What the page complained of.</summary>
    public IReadOnlyList<string> Problems => [.. _problems];

    public static async Task<Window> Of(IBrowserContext context, string screenshots) => new(context, await context.NewPageAsync(), screenshots);

    /// <summary>Goes to a page and waits until it answers to what is done in it, not only looks like it.</summary>
    public async Task Go(string path)
    {
        await Page.GotoAsync(path);
        await Live();
    }

    /// <summary>Goes on to another page of the UI without loading anything, as a link there does, and waits until it is there.</summary>
    public async Task Turn(string path, string title)
    {
        await Page.EvaluateAsync("path => Blazor.navigateTo(path)", path);
        await Sees(Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).And(Page.GetByText(title)));
    }

    /// <summary>Waits until the page is connected with its silo.</summary>
    public Task Live() => Assertions.Expect(Page.Locator("html")).ToHaveAttributeAsync("data-live", "yes");

    /// <summary>Waits until this is seen.</summary>
    public static Task Sees(ILocator what) => Assertions.Expect(what.First).ToBeVisibleAsync();

    /// <summary>Waits until this text is seen.</summary>
    public Task Reads(string text) => Sees(Page.Locator("main").GetByText(text));

    /// <summary>Waits until this is seen no more.</summary>
    public static Task SeesNo(ILocator what) => Assertions.Expect(what).ToHaveCountAsync(0);

    /// <summary>The colour behind everything.</summary>
    public Task<string> Background() => Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");

    public Task Picture(string name) => Page.ScreenshotAsync(new() { Path = Path.Combine(_screenshots, $"{name}.png"), Animations = ScreenshotAnimations.Disabled });

    public async Task IsNoWiderThanItsWindow()
    {
        var widths = await Page.EvaluateAsync<int[]>("[document.documentElement.scrollWidth, window.innerWidth]");
        Assert.True(widths[0] <= widths[1], $"{Page.Url} is {widths[0]} wide in a window of {widths[1]}");
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
