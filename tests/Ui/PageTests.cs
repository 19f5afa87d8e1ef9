using System.Text.RegularExpressions;
using MesosOrleans.Protocol;
using Microsoft.Playwright;
using Xunit;

namespace MesosOrleans.Tests.Ui;

/// <summary>Each page shows what it is for, live, in any size and colour.</summary>
[Collection(WatchedClusterGroup.Name)]
public sealed class PageTests(WatchedCluster watched)
{
    private const string Dark = "rgb(13, 17, 23)";

    /// <summary>Addresses, titles, what is read there in the cluster with tasks, and in the empty one.</summary>
    public static TheoryData<string, string, string, string> Pages => new()
    {
        { "", "Overview", "1 connected", "This cluster has no slaves yet" },
        { "/frameworks", "Frameworks", "shop", "No frameworks yet." },
        { "/slaves", "Slaves", "Connected", "No slaves yet." },
        { "/tasks", "Tasks", "web-2", "No tasks yet." },
        { "/offers", "Offers", "localhost", "Nothing is on offer." },
        { "/roles", "Roles", "weight 2", "No framework has this role." },
        { "/registry", "Registry", "its one replica decides, 1 votes", "its one replica decides, 1 votes" },
        { "/silos", "Silos", "leads, serves this page", "leads, serves this page" },
    };

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_shows_the_cluster_also_an_empty_one_and_fits_a_phone_in_the_dark(string page, string title, string full, string empty)
    {
        var name = page.Length == 0 ? "overview" : page[1..];
        var window = await watched.Tour(watched.Full);
        await window.Turn("/ui" + page, title);
        await window.Reads(full);
        await window.Picture(name);

        var other = await watched.Tour(watched.Empty);
        await other.Turn("/ui" + page, title);
        await other.Reads(empty);
        await other.Picture($"{name}-empty");

        var phone = await watched.Tour(watched.Full, ColorScheme.Dark, 390, 844);
        await phone.Turn("/ui" + page, title);
        await Window.Sees(phone.Page.Locator("main .mud-paper, main table"));
        await phone.IsNoWiderThanItsWindow();
        Assert.Equal(Dark, await phone.Background());
        await phone.Picture($"{name}-phone-dark");
        Assert.Empty(window.Problems.Concat(other.Problems).Concat(phone.Problems));
    }

    [Fact]
    public async Task The_first_address_of_the_silo_is_the_overview_and_nothing_comes_from_elsewhere()
    {
        await using var window = await watched.Open(watched.Full);
        var asked = new List<string>();
        var styles = new List<int>();
        window.Page.Request += (_, request) => asked.Add(request.Url);
        window.Page.Response += (_, response) =>
        {
            if (response.Request.ResourceType is "stylesheet" or "script" or "image" or "font")
                styles.Add(response.Status);
        };

        await window.Go("/");

        Assert.EndsWith("/ui", window.Page.Url);
        await window.Reads("1 connected");
        Assert.All(asked, url => Assert.StartsWith($"{watched.Full.Master}/", Regex.Replace(url, "^(http|ws)://", "")));
        Assert.NotEmpty(styles);
        Assert.All(styles, status => Assert.Equal(200, status));
    }

    [Fact]
    public async Task What_happens_appears_without_reloading()
    {
        var window = await watched.Tour(watched.Full);
        await window.Turn("/ui", "Overview");
        await window.Reads("1 connected");
        await watched.Framework.Launch(TestFramework("appears"));

        await Window.Sees(window.Page.GetByRole(AriaRole.List, new() { Name = "Events" }).GetByText("appears"));
        await window.Picture("overview-events");
        await watched.Framework.Reaches("appears", TaskState.Finished);

        static TaskInfo TestFramework(string id) => Support.TestFramework.Command(id, "true");
    }

    [Fact]
    public async Task What_a_name_holds_is_text()
    {
        var window = await watched.Tour(watched.Full);
        await window.Turn("/ui/tasks?q=bold", "Tasks");
        await Window.Sees(window.Page.GetByRole(AriaRole.Link, new() { Name = "<b>bold<b>", Exact = true }));
        await Window.SeesNo(window.Page.Locator("td b"));
    }

    [Theory]
    [InlineData("/ui/nowhere", "There is no such page", "Nothing is at this address")]
    [InlineData("/ui/tasks/F/no-such", "Task", "The masters know no task no-such of framework F")]
    [InlineData("/ui/frameworks/F", "Framework", "The masters know no framework F")]
    [InlineData("/ui/slaves/S", "Slave", "No slave S is part of the cluster")]
    public async Task What_is_not_there_is_said(string page, string title, string words)
    {
        var window = await watched.Tour(watched.Full);
        await window.Turn(page, title);
        await window.Reads(words);
        await window.Picture($"absent-{page.Split('/')[2]}");
    }

    [Fact]
    public async Task The_dashboard_of_Orleans_is_there_only_where_it_is_switched_on()
    {
        await using var window = await watched.Open(watched.Empty);
        await window.Go("/ui");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Orleans dashboard" }).ClickAsync();
        await Window.Sees(window.Page.GetByText("Total Activations"));
        await window.Picture("orleans-dashboard");

        var other = await watched.Tour(watched.Full);
        await other.Turn("/ui", "Overview");
        await Window.SeesNo(other.Page.GetByRole(AriaRole.Link, new() { Name = "Orleans dashboard" }));
        Assert.Equal(404, (await other.Page.APIRequest.GetAsync($"http://{watched.Full.Master}/dashboard")).Status);
    }

    [Fact]
    public async Task The_colours_can_be_chosen_and_stay()
    {
        await using var window = await watched.Open(watched.Full);
        await window.Go("/ui");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Dark colours" }).ClickAsync();
        await Window.Sees(window.Page.GetByRole(AriaRole.Button, new() { Name = "Light colours" }));
        await window.Go("/ui/tasks");
        await Window.Sees(window.Page.GetByRole(AriaRole.Button, new() { Name = "Light colours" }));
        Assert.Equal(Dark, await window.Background());
        await window.Picture("tasks-dark");
    }
}
