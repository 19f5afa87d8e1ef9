using System.Globalization;
using MesosOrleans.Cli.Cluster;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MesosOrleans.Cli.Live;

/// <summary>A <see cref="TopModel"/> as it is drawn. Pure.</summary>
internal static class TopScreen
{
    private const int BarWidth = 30;

    /// <param name="model">What to show.</param>
    /// <param name="problem">Said below the totals; null: nothing.</param>
    /// <param name="lines">How many tasks have room.</param>
    public static IRenderable Of(TopModel model, string? problem, int lines)
    {
        var state = model.State;
        var header = new Grid().AddColumns(2)
            .AddRow(new Text("Master"), new Text($"{StateTables.AddressOf(state.Leader ?? state.Pid)}{(state.Cluster is null ? "" : $" ({state.Cluster})")}"))
            .AddRow(new Text("Slaves"), new Text($"{state.ActivatedSlaves} active, {state.DeactivatedSlaves} removed"))
            .AddRow(new Text("Tasks"), new Text(
                $"{state.Frameworks.Sum(framework => framework.Tasks.Length)} now; ended: {state.Finished} finished, {state.Failed} failed, {state.Killed} killed, {state.Lost} lost"))
            .AddRow(new Text("CPUs"), Bar(model.CpusHeld, model.CpusTotal, ""))
            .AddRow(new Text("Memory"), Bar(model.MemHeld, model.MemTotal, " MB"));
        var table = new Table().Border(TableBorder.None).Expand()
            .AddColumns("TASK", "NAME", "FRAMEWORK", "HOST")
            .AddColumn(new TableColumn("CPU").RightAligned())
            .AddColumn(new TableColumn("OF").RightAligned())
            .AddColumn(new TableColumn("MEM").RightAligned())
            .AddColumn(new TableColumn("TIME").RightAligned());
        var names = state.Frameworks.SelectMany(framework => framework.Tasks.Select(task => ((framework.Id, task.Id), task.Name))).ToDictionary();
        foreach (var task in model.Tasks.Take(lines))
        {
            var usage = task.Usage;
            table.AddRow(
                new Text(usage.TaskId), new Text(names.GetValueOrDefault((usage.FrameworkId, usage.TaskId), "")), new Text(usage.Framework), new Text(usage.Hostname),
                new Text(Number(task.CpusUsed)), new Text(Number(usage.Cpus)), new Text(UsageTable.Megabytes(usage.MemoryBytes)), new Text(UsageTable.Time(usage.CpuSeconds)));
        }

        var more = model.Tasks.Count > lines ? $"… and {model.Tasks.Count - lines} more" : "";
        return new Rows(header, new Text(problem ?? "", new Style(Color.Red)), table, new Text(more));
    }

    private static Columns Bar(double held, double total, string unit)
    {
        var filled = total > 0 ? (int)Math.Round(Math.Clamp(held / total, 0, 1) * BarWidth) : 0;
        var bar = new Text(new string('█', filled) + new string('░', BarWidth - filled), new Style(Color.Green));
        return new Columns(bar, new Text($"{Number(held)} of {Number(total)}{unit} held")).Collapse();
    }

    private static string Number(double? value) => value?.ToString("0.##", CultureInfo.InvariantCulture) ?? "-";
}
