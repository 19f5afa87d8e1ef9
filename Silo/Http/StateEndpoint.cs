using MesosOrleans.Frameworks;
using MesosOrleans.Http;
using MesosOrleans.Silo.Telemetry;
using MesosOrleans.Web;

namespace MesosOrleans.Silo.Http;

/// <summary><c>/master/state.json</c>. It goes out while the grains are read, page by page, so that neither is in memory as a whole.</summary>
internal static class StateEndpoint
{
    public static void MapState(this WebApplication app) =>
        app.Map("/master/state.json", Answer).WithHelp(
            "/master/state.json",
            "The masters, slaves, frameworks, tasks and offers as one JSON document.",
            "jsonp=NAME: the answer as the script NAME(document);");

    private static async Task Answer(HttpContext http, SiloFacts silo, ClusterReader cluster, ClusterMetrics metrics, string? jsonp)
    {
        if (JsonResult.ProblemOf(jsonp) is { } problem)
        {
            await problem.ExecuteAsync(http);
            return;
        }

        var cancelled = http.RequestAborted;
        var head = await cluster.ReadHead(cancelled);
        var counts = await metrics.Read(ClusterMetrics.Patience);
        using var body = JsonBody.Begin(http, jsonp);
        var state = new StateWriter(body.Json, silo, head, counts);
        var framework = new FrameworkWriter(body.Json);
        state.Begin();
        foreach (var ended in head.Registry?.Completed ?? [])
        {
            foreach (var page in FrameworkPages.Of(ended, FrameworkPages.HeldBy(ended)))
            {
                framework.Write(page);
                await body.Flush();
            }

            framework.End();
        }

        state.BeginFrameworks();
        foreach (var id in head.Registry?.Frameworks ?? [])
        {
            await foreach (var page in cluster.Pages(id).WithCancellation(cancelled))
            {
                framework.Write(page);
                await body.Flush();
            }

            framework.End();
        }

        state.BeginSlaves();
        foreach (var slave in head.Slaves)
        {
            state.Slave(slave);
            await body.Flush();
        }

        state.End();
        await body.End();
    }
}
