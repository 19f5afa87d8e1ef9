using MesosOrleans.Web;

namespace MesosOrleans.AgentHost.Http;

/// <summary><c>/slave(1)/health</c>: an empty 200 as long as the process answers, registered or not.</summary>
internal static class HealthEndpoint
{
    public static void MapHealth(this IEndpointRouteBuilder app) =>
        app.Map("/slave(1)/health", () => TypedResults.Ok()).WithHelp("/slave(1)/health", "200 while this agent answers, whether it is registered or not.");
}
