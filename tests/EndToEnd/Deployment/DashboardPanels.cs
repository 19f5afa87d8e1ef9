using MesosOrleans.Tests.Support;

namespace MesosOrleans.Tests.EndToEnd.Deployment;

/// <summary>A line of a panel of a dashboard.</summary>
public sealed record PanelLine(string Dashboard, string Panel, string Unit, string Legend, string Query);

/// <summary>The source of the dashboards: <c>deploy/grafana/panels.tsv</c>.</summary>
internal static class DashboardPanels
{
    public static IReadOnlyList<PanelLine> All { get; } =
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "deploy/grafana/panels.tsv"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('\t') is [var dashboard, var panel, var unit, var legend, var query]
                ? new PanelLine(dashboard, panel, unit, legend, query)
                : throw new FormatException($"panels.tsv: expected five words with tabs between: {line}")),
    ];
}
