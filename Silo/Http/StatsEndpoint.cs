using MesosOrleans.Metrics;
using MesosOrleans.Silo.Telemetry;
using MesosOrleans.Web;

namespace MesosOrleans.Silo.Http;

/// <summary><c>/master/stats.json</c>.</summary>
internal static class StatsEndpoint
{
    public static void MapStats(this WebApplication app) =>
        app.Map("/master/stats.json", Answer).WithHelp(
            "/master/stats.json",
            "The older statistics of the cluster, and the metrics, as one JSON object of numbers.",
            "jsonp=NAME: the answer as the script NAME(document);");

    private static async Task<IResult> Answer(ClusterMetrics metrics, ClusterReader cluster, string? jsonp, CancellationToken cancelled)
    {
        if (JsonResult.ProblemOf(jsonp) is { } problem)
            return problem;

        var registry = await cluster.ReadRegistry(cancelled);
        var values = await metrics.Read(ClusterMetrics.Patience);
        return JsonResult.Of(MasterStats.Of(values, registry?.RemovedSlaves ?? 0), NumbersJson.Default.SortedDictionaryStringDouble, jsonp);
    }
}
