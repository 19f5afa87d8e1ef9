using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.Web;

namespace MesosOrleans.AgentHost.Http;

/// <summary><c>/monitor/statistics.json</c>: what every container uses, asked afresh.</summary>
internal static class MonitorEndpoint
{
    public static void MapMonitor(this IEndpointRouteBuilder app, ContainerMonitorService monitor) =>
        app.Map("/monitor/statistics.json", async (string? jsonp) => JsonResult.ProblemOf(jsonp)
            ?? JsonResult.Of(Of(await monitor.Sample()), MonitorJson.Readable.MonitorDocumentArray, jsonp)).WithHelp(
            "/monitor/statistics.json",
            "What every container uses and may use, asked afresh.",
            "jsonp=NAME: the answer as the script NAME(document);");

    private static MonitorDocument[] Of(IReadOnlyList<ContainerUsage> usages) => [.. usages.Select(MonitorDocument.Of)];
}
