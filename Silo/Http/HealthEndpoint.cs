namespace MesosOrleans.Silo.Http;

internal static class HealthEndpoint
{
    public static void MapHealth(this WebApplication app) =>
        app.Map("/master/health", static () => TypedResults.Ok())
            .WithHelp("/master/health", "200 without a body while this silo answers, whether it leads or not.");
}
