using MesosOrleans.Web;

namespace MesosOrleans.Silo.Http;

internal static class HealthEndpoint
{
    /// <summary>Who asks whether the silo lives is not kept waiting by a registrar that does not answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    public static void MapHealth(this WebApplication app) =>
        app.Map("/master/health", async (Leadership leadership) =>
        {
            await leadership.Refresh(Patience);
            return Results.Text(leadership.Trouble is { } trouble ? $"{trouble}\n" : "");
        })
        .WithHelp("/master/health", "200 while this silo answers, whether it leads or not; without a body, unless slaves cannot be admitted now: then it says why.");
}
