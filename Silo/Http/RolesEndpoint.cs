using MesosOrleans.Http;
using MesosOrleans.Values;
using MesosOrleans.Web;

namespace MesosOrleans.Silo.Http;

/// <summary><c>/master/roles.json</c>.</summary>
internal static class RolesEndpoint
{
    private static readonly RolesJson Json = new(new(RolesJson.Default.Options) { Encoder = JsonAnswer.Options().Encoder });

    public static void MapRoles(this WebApplication app) =>
        app.Map("/master/roles.json", async (ClusterReader cluster, MasterSettings settings, string? jsonp, CancellationToken cancelled) =>
            JsonResult.ProblemOf(jsonp) ?? JsonResult.Of(await Read(cluster, settings, cancelled), Json.RolesDocument, jsonp)).WithHelp(
            "/master/roles.json",
            "The roles with their weights, whose frameworks there are, and what they hold together.",
            "jsonp=NAME: the answer as the script NAME(document);");

    private static async Task<RolesDocument> Read(ClusterReader cluster, MasterSettings settings, CancellationToken cancelled)
    {
        var registry = await cluster.ReadRegistry(cancelled);
        var frameworks = registry is null ? [] : await cluster.FirstPages(registry, cancelled);
        var byRole = frameworks.ToLookup(page => page.Framework!.Info.Role);
        return new RolesDocument([.. settings.Roles.OrderBy(role => role.Key, StringComparer.Ordinal).Select(role =>
        {
            var held = new ResourceSum();
            foreach (var page in byRole[role.Key])
            {
                held.Add(page.Held);
            }

            return new RoleDocument(
                [.. byRole[role.Key].Select(page => page.Framework!.Info.Id?.Value ?? "").Order(StringComparer.Ordinal)],
                role.Key, ResourcesDocument.Of(held.Value), role.Value);
        })]);
    }
}
