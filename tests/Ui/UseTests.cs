using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace MesosOrleans.Tests.Ui;

/// <summary>What people do in the pages.</summary>
[Collection(WatchedClusterGroup.Name)]
public sealed class UseTests(WatchedCluster watched)
{
    private string Framework => watched.Framework.Scheduler.FrameworkId.Value;

    [Fact]
    public async Task A_task_is_killed_after_a_question_and_not_before()
    {
        await watched.Framework.Launch(TestFramework.Command("victim", "exec sleep 1000"));
        await watched.Framework.Reaches("victim", TaskState.Running);
        var window = await watched.Tour(watched.Full);
        await window.Turn($"/ui/tasks/{Framework}/victim", "victim");
        var kill = window.Page.GetByRole(AriaRole.Button, new() { Name = "Kill", Exact = true });

        await kill.ClickAsync();
        await Window.Sees(window.Page.GetByText("Kill this task?"));
        await window.Picture("kill-question");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Window.SeesNo(window.Page.GetByText("Kill this task?"));
        Assert.Empty(watched.Framework.EndsOf("victim"));

        await kill.ClickAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Kill the task" }).ClickAsync();
        Assert.Equal(TaskState.Killed, (await watched.Framework.Reaches("victim", TaskState.Killed)).State);
        await Window.SeesNo(kill);
        await Window.Sees(window.Page.GetByRole(AriaRole.List, new() { Name = "History" }).GetByText("Killed"));
        await window.Picture("task-killed");
    }

    [Fact]
    public async Task A_framework_is_shut_down_after_a_question()
    {
        await using var doomed = await TestFramework.Subscribe(watched.Full.Master, new FrameworkInfo { Name = "doomed", Role = "ads", FailoverTimeout = 600 });
        await doomed.Launch(TestFramework.Command("its-task", "exec sleep 1000", "cpus(ads):0.1;mem(ads):16"));
        await doomed.Reaches("its-task", TaskState.Running);
        var window = await watched.Tour(watched.Full);
        await window.Turn($"/ui/frameworks/{doomed.Scheduler.FrameworkId}", "doomed");

        await window.Reads("its-task");

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Shut down", Exact = true }).ClickAsync();
        await Window.Sees(window.Page.GetByText("its task with it"));
        await window.Picture("shutdown-question");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Shut the framework down" }).ClickAsync();

        await window.Reads("Completed");
        await Window.SeesNo(window.Page.GetByRole(AriaRole.Button, new() { Name = "Shut down", Exact = true }));
        await window.Picture("framework-completed");
    }

    [Fact]
    public async Task What_a_task_writes_is_followed()
    {
        var go = Path.Combine(watched.Full.Folder, "go");
        await watched.Framework.Launch(TestFramework.Command("writer", $"echo first line; while [ ! -e {go} ]; do sleep 0.1; done; echo second line ünd ☃; exec sleep 1000"));
        await watched.Framework.Reaches("writer", TaskState.Running);
        var window = await watched.Tour(watched.Full);
        await window.Turn($"/ui/tasks/{Framework}/writer", "writer");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "stdout" }).ClickAsync();
        await window.Reads("first line");
        Assert.DoesNotContain("second", await window.Page.Locator("pre.file").InnerTextAsync());

        await File.WriteAllTextAsync(go, "");

        await window.Reads("second line ünd ☃");
        await window.Picture("task-stdout");
    }

    [Fact]
    public async Task A_sandbox_is_browsed_and_a_file_of_it_saved()
    {
        var window = await watched.Tour(watched.Full);
        await window.Turn($"/ui/tasks/{Framework}/web-1", "web-1");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "stderr" }).ClickAsync();
        await window.Reads("trouble");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Sandbox" }).ClickAsync();
        await Window.Sees(window.Page.GetByRole(AriaRole.Link, new() { Name = "stdout", Exact = true }));
        await window.Picture("task-sandbox");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "logs" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "deep.txt", Exact = true }).ClickAsync();
        await window.Reads("deep");
        var saved = await window.Page.RunAndWaitForDownloadAsync(() => window.Page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        Assert.Equal("deep.txt", saved.SuggestedFilename);
        await using var content = await saved.CreateReadStreamAsync();
        using var reader = new StreamReader(content);
        Assert.Equal("deep\n", await reader.ReadToEndAsync());
        Assert.Empty(window.Problems);
    }

    [Theory]
    [InlineData("..%2F..%2F..%2F..%2Fpasswd", "A path within the sandbox is expected")]
    [InlineData("no-such-file", "There is no such file or folder")]
    public async Task What_is_not_in_the_sandbox_is_not_shown(string path, string words)
    {
        var window = await watched.Tour(watched.Full);
        await window.Turn($"/ui/tasks/{Framework}/web-1?view=file&path={path}", "web-1");
        await Window.Sees(window.Page.Locator(".mud-alert").GetByText(words));
        Assert.Equal(404, (await window.Page.APIRequest.GetAsync($"http://{watched.Full.Master}/ui/download?framework={Framework}&task=web-1&path={path}")).Status);
    }

    [Fact]
    public async Task Tasks_are_searched_filtered_and_sorted_and_the_address_says_how()
    {
        var window = await watched.Tour(watched.Full);
        await window.Turn("/ui/tasks?q=web-", "Tasks");
        var rows = window.Page.Locator("table.data tbody tr:has(a)");
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Task", Exact = true }).ClickAsync();
        await Assertions.Expect(rows.First).ToContainTextAsync("web-1");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Task" }).First.ClickAsync();
        await Assertions.Expect(rows.First).ToContainTextAsync("web-2");
        Assert.Contains("sort=task&desc=True", window.Page.Url);

        await window.Page.GetByRole(AriaRole.Searchbox).FillAsync("broken");
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Running" }).ClickAsync();
        await window.Reads("tasks matches");
        await window.Picture("tasks-none-match");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Show all" }).ClickAsync();
        await Window.Sees(window.Page.GetByRole(AriaRole.Link, new() { Name = "web-1", Exact = true }));
    }

    [Fact]
    public async Task Everything_is_reached_by_the_keyboard()
    {
        var window = await watched.Tour(watched.Full);
        var keys = window.Page.Keyboard;
        await window.Turn("/ui/tasks", "Tasks");
        await Window.Sees(window.Page.GetByRole(AriaRole.Link, new() { Name = "web-1", Exact = true }));
        await keys.PressAsync("/");
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await keys.TypeAsync("web-1");
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Searchbox)).ToHaveValueAsync("web-1");
        await Window.SeesNo(window.Page.GetByRole(AriaRole.Link, new() { Name = "web-2", Exact = true }));
        var link = window.Page.GetByRole(AriaRole.Link, new() { Name = "web-1", Exact = true });
        for (var presses = 0; presses < 40 && !await link.EvaluateAsync<bool>("link => link === document.activeElement"); presses++)
        {
            await keys.PressAsync("Tab");
        }

        await Assertions.Expect(link).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await Window.Sees(window.Page.GetByRole(AriaRole.Heading, new() { Name = "web-1" }));
        var kill = window.Page.GetByRole(AriaRole.Button, new() { Name = "Kill", Exact = true });
        await kill.FocusAsync();
        await keys.PressAsync("Enter");
        await Window.Sees(window.Page.GetByText("Kill this task?"));
        await Window.Sees(window.Page.Locator(".mud-dialog-container :focus"));
        await keys.PressAsync("Escape");
        await Window.SeesNo(window.Page.GetByText("Kill this task?"));
        Assert.Empty(watched.Framework.EndsOf("web-1"));
    }

    [Fact]
    public async Task On_a_phone_the_menu_leads_to_the_pages()
    {
        var window = await watched.Tour(watched.Full, ColorScheme.Dark, 390, 844);
        await window.Turn("/ui", "Overview");
        await window.Reads("1 connected");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).ClickAsync();
        await window.Picture("menu-phone");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Slaves", Exact = true }).ClickAsync();
        await Window.Sees(window.Page.GetByRole(AriaRole.Heading, new() { Name = "Slaves" }));
    }

    [Fact]
    public async Task A_page_says_that_its_silo_is_gone_and_goes_on_with_the_next()
    {
        await using var window = await watched.Open(watched.Empty);
        await window.Go("/ui");
        await window.Reads("This cluster has no slaves yet");
        await watched.Empty.Silo.DisposeAsync();
        await Window.Sees(window.Page.GetByText("The connection to this silo is lost"));
        await window.Picture("silo-lost");

        await watched.Empty.StartSilo();

        await Window.SeesNo(window.Page.GetByText("The connection to this silo is lost").And(window.Page.Locator(":visible")));
        await window.Live();
        await window.Reads("This cluster has no slaves yet");
    }
}
