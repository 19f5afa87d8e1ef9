using MesosOrleans.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MesosOrleans.Web;

/// <summary>What holds for every path: requests of any method reach the endpoints, paths are those of Mesos, and answers may be compressed.</summary>
internal static class MesosPipeline
{
    public static IServiceCollection AddMesosPipeline(this IServiceCollection services) =>
        services.AddResponseCompression().AddRequestDecompression().AddSingleton<Profiler>();

    /// <summary>What comes before the endpoints are looked for.</summary>
    /// <param name="app">In the making.</param>
    /// <param name="paths">Of a master or of a slave.</param>
    public static void UseMesosPipeline(this WebApplication app, MesosPath paths)
    {
        // The executor API streams its events; nothing may keep them back.
        app.UseWhen(http => !Asked(http).Contains("/api/", StringComparison.Ordinal), documents => documents.UseResponseCompression());
        app.UseRequestDecompression();
        app.Use((HttpContext http, RequestDelegate next) =>
        {
            // A document must not be taken for a page because of what a task's name looks like.
            http.Response.Headers.XContentTypeOptions = "nosniff";
            return next(http);
        });
        app.Use((HttpContext http, RequestDelegate next) => FindRoute(http, paths, next));
    }

    /// <summary>The endpoints that every process has; the others are mapped before.</summary>
    /// <param name="app">In the making.</param>
    /// <param name="paths">Of a master or of a slave.</param>
    public static void MapProcess(this WebApplication app, MesosPath paths)
    {
        app.MapSystem();
        app.MapLogging();
        app.MapProfiler();
        app.MapProcesses(paths);
        app.MapHelp();
        app.MapFallback(static (HttpContext http) => TypedResults.Text(
            $"There is no endpoint {Asked(http).Split('?')[0]}; GET /help lists those that there are.\n", statusCode: StatusCodes.Status404NotFound));
    }

    private static Task FindRoute(HttpContext http, MesosPath paths, RequestDelegate next)
    {
        if (paths.Route(Asked(http), http.Request.Path.Value ?? "/") is not { } route)
        {
            return TypedResults.Text(
                "A path with /.. leads nowhere; GET /help lists the endpoints.\n", statusCode: StatusCodes.Status404NotFound).ExecuteAsync(http);
        }

        http.Request.Path = route;
        return next(http);
    }

    private static string Asked(HttpContext http) => http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
}
