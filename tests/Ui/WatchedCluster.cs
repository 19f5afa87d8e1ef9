using MesosOrleans.Protocol;
using MesosOrleans.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace MesosOrleans.Tests.Ui;

/// <summary>
/// A cluster with a framework and some tasks, an empty one with Orleans's dashboard, and a browser that looks at them: Debian's Chromium. One of each for all tests of this project, which leave what they did not
/// make as it is.
/// </summary>
public sealed class WatchedCluster : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private readonly Dictionary<(TestCluster, int), Task<Window>> _tours = [];
    private Task<TestCluster>? _full;
    private Task<TestCluster>? _empty;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public TestCluster Full { get; private set; } = null!;

    public TestCluster Empty { get; private set; } = null!;

    public TestFramework Framework { get; private set; } = null!;

    /// <summary>Where the screenshots of this run are.</summary>
    public string Screenshots { get; } = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts/screenshots")).FullName;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium))
        {
            throw new FileNotFoundException($"these tests look at the pages with Debian's browser: install the package chromium, so that {Chromium} is there");
        }

        _full = TestCluster.Start(0, "--allocation_interval=200ms", "--cluster=watched", "--roles=ads", "--weights=ads=2");
        _empty = TestCluster.Start(0, "--orleans_dashboard");
        _playwright = await Playwright.CreateAsync();
        string[] arguments = Environment.UserName == "root" ? ["--no-sandbox"] : [];
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = [.. arguments, "--disable-dev-shm-usage"] });
        (Full, Empty) = (await _full, await _empty);
        // A part of it is the role's alone, since the framework of these tests keeps all offers.
        await Full.StartAgent("--resources=cpus:8;mem:8192;disk:8192;cpus(ads):1;mem(ads):512");
        await Populate();
        Console.WriteLine($"screenshots: {Screenshots}");
    }

    /// <summary>A window that is there already, for tests that only look: they turn its pages.</summary>
    public Task<Window> Tour(TestCluster cluster, ColorScheme colours = ColorScheme.Light, int width = 1280, int height = 800)
    {
        lock (_tours)
        {
            return _tours.TryGetValue((cluster, width), out var known) ? known : _tours[(cluster, width)] = Begin();
        }

        async Task<Window> Begin()
        {
            var window = await Open(cluster, colours, width, height);
            await window.Go("/ui");
            return window;
        }
    }

    /// <summary>A window of its own.</summary>
    public async Task<Window> Open(TestCluster cluster, ColorScheme colours = ColorScheme.Light, int width = 1280, int height = 800)
    {
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = $"http://{cluster.Master}",
            ColorScheme = colours,
            ViewportSize = new() { Width = width, Height = height },
            HasTouch = width < 600,
        });
        return await Window.Of(context, Screenshots);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (Framework is not null)
        {
            await Framework.DisposeAsync();
        }

        foreach (var cluster in (Task<TestCluster>?[])[_full, _empty])
        {
            // One that failed to start has cleaned up.
            if (cluster is not null && await Task.WhenAny(cluster) is { IsCompletedSuccessfully: true })
            {
                await (await cluster).DisposeAsync();
            }
        }
    }

    private async Task Populate()
    {
        Framework = await TestFramework.Subscribe(Full.Master, new FrameworkInfo { Name = "shop", FailoverTimeout = 600 });
        await Framework.Launch(
            TestFramework.Command("web-1", "echo hello from web-1; echo trouble >&2; mkdir logs; echo deep > logs/deep.txt; exec sleep 1000"),
            TestFramework.Command("web-2", "exec sleep 1000"),
            TestFramework.Command("<b>bold<b>", "exec sleep 1000"),
            TestFramework.Command("done", "true"),
            TestFramework.Command("broken", "exit 3"));
        foreach (var task in (string[])["web-1", "web-2", "<b>bold<b>"])
        {
            await Framework.Reaches(task, TaskState.Running);
        }

        await Framework.End(["done", "broken"]);
    }
}

/// <summary>One for all classes.</summary>
[CollectionDefinition(Name)]
public sealed class WatchedClusterGroup : ICollectionFixture<WatchedCluster>
{
    public const string Name = "a browser and what it looks at";
}
