using MesosOrleans.Http;
using MesosOrleans.Web;

namespace MesosOrleans.Silo.Http;

internal static class ClusterPageEndpoint
{
    /// <summary>No script at all, whatever a task's name holds.</summary>
    private const string NoScript = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

    public static void MapClusterPage(this WebApplication app) =>
        app.Map("/master", static async (HttpContext http, SiloFacts silo, ClusterReader cluster, TimeProvider time, CancellationToken cancelled) =>
        {
            var page = ClusterPage.Of(silo, await cluster.Read(cancelled), time.GetUtcNow());
            http.Response.Headers.ContentSecurityPolicy = NoScript;
            http.Response.Headers.CacheControl = "no-store";
            return TypedResults.Text(page, "text/html", System.Text.Encoding.UTF8);
        }).WithHelp("/", "This cluster for people: slaves, frameworks and tasks on one page.");
}
