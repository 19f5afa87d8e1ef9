using MesosOrleans.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MesosOrleans.Silo.Http;

/// <summary>Everything that the silo answers over HTTP. A new endpoint is a file of its own and one line here.</summary>
public static class MesosEndpoints
{
    /// <summary>What the endpoints ask for, besides <see cref="SiloFacts"/> and <see cref="ISiloGateways"/>.</summary>
    public static IServiceCollection AddMesosEndpoints(this IServiceCollection services)
    {
        services.AddResponseCompression();
        services.AddSingleton<ClusterReader>();
        services.AddSingleton<Leadership>();
        return services;
    }

    /// <summary>The pipeline and the endpoints. Requests of any method reach them, as in Mesos.</summary>
    public static void MapMesosEndpoints(this WebApplication app)
    {
        app.UseResponseCompression();
        app.Use(NoSniffing);
        app.UseRequestLimits();
        app.UseUnavailableAnswers();
        app.Use(FindRoute);
        app.UseRouting();

        app.MapClusterPage();
        app.MapHealth();
        app.MapRedirect();
        app.MapState();
        app.MapRegistry();
        app.MapGateways();
        app.MapMetricsSnapshot();
        app.MapPrometheus();
        app.MapHelp();
        app.MapFallback(static (HttpContext http) => TypedResults.Text(
            $"There is no endpoint {Asked(http).Split('?')[0]}; GET /help lists those that there are.\n", statusCode: StatusCodes.Status404NotFound));
    }

    /// <summary>A document must not be taken for a page because of what a task's name looks like.</summary>
    private static Task NoSniffing(HttpContext http, RequestDelegate next)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return next(http);
    }

    private static Task FindRoute(HttpContext http, RequestDelegate next)
    {
        if (MesosPath.Route(Asked(http), http.Request.Path.Value ?? "/") is not { } route)
        {
            return TypedResults.Text(
                "A path with /.. leads nowhere; GET /help lists the endpoints.\n", statusCode: StatusCodes.Status404NotFound).ExecuteAsync(http);
        }

        http.Request.Path = route;
        return next(http);
    }

    private static string Asked(HttpContext http) => http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
}
