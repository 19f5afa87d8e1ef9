using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MesosOrleans.Tests.EndToEnd.Deployment;

/// <summary>A dashboard as Grafana reads it, of the lines of its panels.</summary>
internal static class DashboardDocument
{
    private const int Width = 8, Height = 8, Columns = 3;

    // The datasource of deploy/grafana/provisioning.
    public const string DataSource = "prometheus";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(string name, IEnumerable<PanelLine> lines)
    {
        var panels = lines.GroupBy(line => (line.Panel, line.Unit)).Select((panel, at) => (JsonNode)Panel(panel.Key.Panel, panel.Key.Unit, at, [.. panel]));
        var document = new JsonObject
        {
            ["uid"] = $"mesos-{name}",
            ["title"] = $"Mesos: {name}",
            ["tags"] = new JsonArray("mesos"),
            ["schemaVersion"] = 39,
            ["editable"] = false,
            ["refresh"] = "10s",
            ["time"] = new JsonObject { ["from"] = "now-1h", ["to"] = "now" },
            ["panels"] = new JsonArray([.. panels]),
        };
        return document.ToJsonString(Readable) + "\n";
    }

    private static JsonObject Panel(string title, string unit, int at, IReadOnlyList<PanelLine> lines) => new JsonObject
    {
        ["id"] = at + 1,
        ["type"] = "timeseries",
        ["title"] = title,
        ["datasource"] = Source(),
        ["gridPos"] = new JsonObject { ["x"] = at % Columns * Width, ["y"] = at / Columns * Height, ["w"] = Width, ["h"] = Height },
        ["fieldConfig"] = new JsonObject { ["defaults"] = new JsonObject { ["unit"] = unit, ["min"] = 0 }, ["overrides"] = new JsonArray() },
        ["targets"] = new JsonArray([.. lines.Select((line, index) => (JsonNode)new JsonObject
        {
            ["refId"] = ((char)('A' + index)).ToString(),
            ["datasource"] = Source(),
            ["expr"] = line.Query,
            ["legendFormat"] = line.Legend,
        })]),
    };

    private static JsonObject Source() => new() { ["type"] = "prometheus", ["uid"] = DataSource };
}
