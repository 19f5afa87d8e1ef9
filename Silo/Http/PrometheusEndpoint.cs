using MesosOrleans.Web;

namespace MesosOrleans.Silo.Http;

internal static class PrometheusEndpoint
{
    private const string Path = "/metrics";

    /// <summary>How long a scrape waits to learn who leads.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static void MapPrometheus(this WebApplication app)
    {
        var leadership = app.Services.GetRequiredService<Leadership>();
        app.UseWhen(http => http.Request.Path == Path, scrape => scrape.Use(async (HttpContext http, RequestDelegate next) =>
        {
            await leadership.Refresh(Patience);
            await next(http);
        }));
        app.MapPrometheusScrapingEndpoint(Path).WithHelp(Path, "The instruments of this silo in the text format of Prometheus.");
    }
}
