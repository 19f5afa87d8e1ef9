using MesosOrleans.Web;

namespace MesosOrleans.Silo.Http;

internal static class RedirectEndpoint
{
    public static void MapRedirect(this WebApplication app) =>
        app.Map("/master/redirect", static async (Leadership leadership) => TypedResults.Redirect(await leadership.LeaderAddress(), preserveMethod: true))
            .WithHelp("/master/redirect", "307 to the leader's address; to this silo while it knows no leader.");
}
