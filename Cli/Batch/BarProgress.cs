using System.Globalization;
using Spectre.Console;

namespace MesosOrleans.Cli.Batch;

/// <summary>A progress bar for a terminal, on standard error.</summary>
internal sealed class BarProgress(int total, bool hasColors) : IBatchProgress
{
    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Console.Error),
        ColorSystem = hasColors ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
    });

    private ProgressTask? _bar;

    public void Count(int ended, int failed, int live)
    {
        if (_bar is { } bar)
        {
            bar.Value = ended;
            bar.Description = string.Create(CultureInfo.InvariantCulture, $"{ended}/{total} done, {failed} failed, {live} running");
        }
    }

    public void Say(string text) => _console.WriteLine(text);

    public Task Follow(Func<Task> work) => _console.Progress()
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
        .StartAsync(async context =>
        {
            _bar = context.AddTask("starting", maxValue: total);
            await work();
        });
}
