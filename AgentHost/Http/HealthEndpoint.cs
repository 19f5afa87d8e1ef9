namespace MesosOrleans.AgentHost.Http;

/// <summary><c>/slave(1)/health</c>, also as <c>/health</c>: an empty 200 as long as the process answers, registered or not.</summary>
internal static class HealthEndpoint
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.Map("/slave(1)/health/{**rest}", () => TypedResults.Ok());
        app.Map("/health/{**rest}", () => TypedResults.Ok());
    }
}
