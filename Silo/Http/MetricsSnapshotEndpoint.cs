using MesosOrleans.Metrics;
using MesosOrleans.Silo.Telemetry;
using MesosOrleans.Web;

namespace MesosOrleans.Silo.Http;

/// <summary><c>/metrics/snapshot</c>: the cluster, whichever silo is asked; who leads, the age and the machine are the asked silo's.</summary>
internal static class MetricsSnapshotEndpoint
{
    public static void MapMetricsSnapshot(this WebApplication app) =>
        app.Map("/metrics/snapshot", Answer).WithHelp("/metrics/snapshot", "The metrics of Mesos 0.19 of the cluster as one JSON object of numbers.", SnapshotQuery.Help);

    private static async Task<IResult> Answer(ClusterMetrics metrics, string? timeout, string? jsonp) =>
        SnapshotQuery.ProblemOf(timeout, jsonp, out var longest)
        ?? JsonResult.Of(
            MetricNames.Snapshot(await metrics.Read(timeout is null ? ClusterMetrics.Patience : longest)), NumbersJson.Default.SortedDictionaryStringDouble, jsonp);
}
