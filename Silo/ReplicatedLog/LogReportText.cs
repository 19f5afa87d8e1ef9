using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MesosOrleans.Log;
using MesosOrleans.Terminal;

namespace MesosOrleans.Silo.ReplicatedLog;

/// <summary>How a log stands, as text. Pure.</summary>
internal static class LogReportText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Table(LogReport report, Paint paint)
    {
        var table = new TextTable("REPLICA", "STATUS", "BEGIN", "END", "LAG", "PROMISED", "INCARNATION", "NOTE");
        foreach (var replica in report.Replicas)
        {
            table.Add(replica.Name, Status(replica), Number(replica.Metadata?.Begin), Number(replica.Metadata?.End), Number(replica.Lag),
                Number(replica.Metadata?.Promised), replica.Metadata is { } shown ? $"{shown.Incarnation.Number}/{shown.Incarnation.Id.ToString()[..8]}" : "-",
                replica.Note(report.Ensemble));
        }

        var rows = table.Render((row, line) => report.Replicas[row] switch
        {
            { Lag: 0 } replica when replica.Votes(report.Ensemble) => line,
            var replica => replica.Metadata is null || replica.Old ? paint.Red(line) : paint.Faint(line),
        });
        return $"{Summary(report)}\n\n{rows}";
    }

    public static string Json(LogReport report) => new JsonObject
    {
        ["log"] = report.Ensemble == Ensemble.None ? null : report.Ensemble.Log.ToString(),
        ["version"] = report.Ensemble.Version,
        ["quorum"] = report.Ensemble.Quorum,
        ["members"] = new JsonArray([.. report.Ensemble.Members.Select(name => (JsonNode)name)]),
        ["voting"] = report.Voting,
        ["decides"] = report.Decides,
        ["begin"] = report.Begin,
        ["end"] = report.End,
        ["replicas"] = new JsonArray([.. report.Replicas.Select(replica => Json(report, replica))]),
    }.ToJsonString(Indented) + "\n";

    /// <summary>One sentence or two on the log as a whole.</summary>
    public static string Summary(LogReport report)
    {
        var set = report.Ensemble;
        if (set == Ensemble.None)
            return report.Replicas.Any(replica => replica.Metadata is not null) ? "No log: it was never initialised at the replicas that answer." : "No replica answers.";

        var size = set.Members.Length == 1 ? "its one replica decides" : $"{set.Quorum} of {set.Members.Length} replicas decide";
        return $"Log {set.Log}, version {set.Version}: {size}, {report.Voting} {(report.Voting == 1 ? "votes" : "vote")}."
            + (report.Decides ? "" : " Nothing can be written: admissions and removals of slaves wait.");
    }

    private static JsonObject Json(LogReport report, ReplicaReport replica)
    {
        var shown = replica.Metadata;
        return new JsonObject
        {
            ["name"] = replica.Name,
            ["member"] = report.Ensemble.Members.Contains(replica.Name),
            ["reachable"] = shown is not null,
            ["status"] = shown is null ? null : Status(replica),
            ["votes"] = replica.Votes(report.Ensemble),
            ["begin"] = shown?.Begin,
            ["end"] = shown?.End,
            ["lag"] = replica.Lag,
            ["promised"] = shown?.Promised,
            ["incarnation"] = shown is null ? null : new JsonObject { ["number"] = shown.Incarnation.Number, ["id"] = shown.Incarnation.Id.ToString() },
            ["version"] = shown?.Ensemble.Version,
            ["old_copy"] = replica.Old,
            ["note"] = replica.Note(report.Ensemble),
        };
    }

    private static string Status(ReplicaReport replica) => replica.Metadata is { } shown ? shown.Status.ToString().ToUpperInvariant() : "unreachable";

    private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
