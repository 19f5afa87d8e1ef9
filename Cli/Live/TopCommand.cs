using MesosOrleans.Cli.Cluster;
using MesosOrleans.Flags;
using MesosOrleans.Terminal;
using Spectre.Console;

namespace MesosOrleans.Cli.Live;

/// <summary><c>mesos top</c>: a screen that shows a cluster and its busiest tasks, and keeps up with them.</summary>
internal static class TopCommand
{
    /// <summary>Lines of the screen that are not tasks.</summary>
    private const int HeaderLines = 9;

    private static readonly Flag<TimeSpan> Interval = Flag.Duration(
        "interval", "2secs", "How often the screen is drawn anew.", min: TimeSpan.FromMilliseconds(100), max: TimeSpan.FromHours(1)).FromCommandLineOnly();

    private static readonly Flag<string> Sort = Flag.Choice("sort", "cpu", "What the tasks are sorted by, the most first.", "cpu", "mem", "time").FromCommandLineOnly();

    private static readonly Flag<bool> Once = Flag.Bool("once", false, "Prints one screen and ends; needs no terminal.").FromCommandLineOnly();

    public static readonly FlagSet Set = new(
        "mesos top", "Shows a cluster and its busiest tasks on a live screen; q ends it.", [ClusterFlags.Master, Interval, Sort, Once]);

    public static async Task<int> Run(string[] args)
    {
        if (!ProgramFlags.Read(Set, args, out var values, out var code))
        {
            return code;
        }

        if (!values.Get(Once) && Console.IsOutputRedirected)
        {
            return ProgramFlags.Refuse(Set.Name, "the screen needs a terminal: use --once, or 'mesos ps --json'");
        }

        using var interrupt = new Interrupt();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(interrupt.Token);
        using var master = new MasterHttp(values.Get(ClusterFlags.Master));
        using var slaves = new SlaveHttp(values.Get(Interval));
        var sampler = new TopSampler(master, slaves, Enum.Parse<TopSort>(values.Get(Sort), ignoreCase: true));
        await sampler.Next(end.Token);
        if (values.Get(Once))
        {
            AnsiConsole.Write(TopScreen.Of(sampler.Model, sampler.Problem, int.MaxValue));
            return ExitCodes.Ok;
        }

        AnsiConsole.AlternateScreen(() => Show(sampler, values.Get(Interval), end));
        return interrupt.Token.IsCancellationRequested ? ExitCodes.Interrupted : ExitCodes.Ok;
    }

    private static void Show(TopSampler sampler, TimeSpan interval, CancellationTokenSource end)
    {
        var keys = Task.Run(() => UntilQuit(end));
        AnsiConsole.Live(Screen(sampler)).StartAsync(async context =>
        {
            while (!end.IsCancellationRequested)
            {
                try
                {
                    await Task.Delay(interval, end.Token);
                    await sampler.Next(end.Token);
                    context.UpdateTarget(Screen(sampler));
                }
                catch (OperationCanceledException)
                {
                    // Its end was asked for.
                }
            }
        }).GetAwaiter().GetResult();
        keys.GetAwaiter().GetResult();
    }

    private static Spectre.Console.Rendering.IRenderable Screen(TopSampler sampler) =>
        TopScreen.Of(sampler.Model, sampler.Problem, Math.Max(1, AnsiConsole.Profile.Height - HeaderLines));

    private static async Task UntilQuit(CancellationTokenSource end)
    {
        if (Console.IsInputRedirected)
        {
            return;
        }

        while (!end.IsCancellationRequested)
        {
            if (Console.KeyAvailable && Console.ReadKey(intercept: true).KeyChar is 'q' or 'Q')
            {
                await end.CancelAsync();
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }
    }
}
