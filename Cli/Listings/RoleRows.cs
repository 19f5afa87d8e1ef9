using System.Text.Json;
using System.Text.Json.Nodes;
using MesosOrleans.Flags;

namespace MesosOrleans.Cli.Listings;

/// <summary>The roles of a cluster out of its state, with the fields of Mesos's <c>/master/roles.json</c>. Pure.</summary>
internal static class RoleRows
{
    public static IEnumerable<JsonElement> Of(JsonElement state)
    {
        var flags = state.GetProperty("flags");
        var weights = WeightsText.Kind.Parse(Flag(flags, "weights"));
        var frameworks = Cells.Items(state, "frameworks").ToLookup(framework => Cells.Of(framework, "role"));
        return RolesText.Kind.Parse(Flag(flags, "roles")).Prepend("*").Concat(frameworks.Select(ofRole => ofRole.Key)).Distinct()
            .Select(role => Element(role, weights.GetValueOrDefault(role, 1), [.. frameworks[role]]));
    }

    private static JsonElement Element(string role, double weight, JsonElement[] frameworks)
    {
        var sums = new JsonObject();
        foreach (var name in new[] { "cpus", "disk", "mem" })
        {
            sums[name] = frameworks.Sum(framework => framework.GetProperty("resources").GetProperty(name).GetDouble());
        }

        var row = new JsonObject
        {
            ["name"] = role,
            ["weight"] = weight,
            ["resources"] = sums,
            ["frameworks"] = new JsonArray([.. frameworks.Select(framework => (JsonNode)Cells.Of(framework, "id"))]),
        };
        using var document = JsonDocument.Parse(row.ToJsonString());
        return document.RootElement.Clone();
    }

    private static string Flag(JsonElement flags, string name) => flags.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
