namespace MesosOrleans.Silo.Http;

internal static class PrometheusEndpoint
{
    public static void MapPrometheus(this WebApplication app) =>
        app.MapPrometheusScrapingEndpoint("/metrics")
            .WithHelp("/metrics", "The instruments of this silo in the text format of Prometheus.");
}
