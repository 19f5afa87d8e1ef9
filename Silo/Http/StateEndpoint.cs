using MesosOrleans.Http;
using MesosOrleans.Silo.Telemetry;

namespace MesosOrleans.Silo.Http;

internal static class StateEndpoint
{
    private static readonly StateJson Json = new(new(StateJson.Default.Options) { Encoder = JsonAnswer.Options().Encoder });

    public static void MapState(this WebApplication app) =>
        app.Map("/master/state.json", static async (
            SiloFacts silo, ClusterReader cluster, SnapshotReader metrics, string? jsonp, CancellationToken cancelled) =>
            JsonResult.ProblemOf(jsonp)
                ?? JsonResult.Of(StateDocuments.Of(silo, await cluster.Read(cancelled), metrics.Read()), Json.StateDocument, jsonp))
            .WithHelp(
                "/master/state.json",
                "The masters, slaves, frameworks, tasks and offers as one JSON document.",
                "jsonp=NAME: the answer as the script NAME(document);");
}
