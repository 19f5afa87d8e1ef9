using System.Text.Json;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.Listings;

/// <summary>A list as text: a table, or a JSON array with a row on each line, each as the silo wrote it. Pure.</summary>
internal static class ListingText
{
    public static string Table(Listing listing, IEnumerable<JsonElement> rows, Paint paint)
    {
        var table = new TextTable([.. listing.Columns.Select(column => column.Name)]);
        var states = new List<string>();
        foreach (var row in rows)
        {
            states.Add(Cells.Of(row, "state"));
            table.Add([.. listing.Columns.Select(column => column.Cell(row))]);
        }

        return table.Render((row, line) => states[row] switch
        {
            "TASK_FINISHED" => paint.Green(line),
            "TASK_FAILED" or "TASK_KILLED" or "TASK_LOST" => paint.Red(line),
            _ => line,
        });
    }

    public static string Json(IEnumerable<JsonElement> rows) => JsonLines(rows.Select(row => row.GetRawText()));

    /// <summary>An array of what is JSON already, an element a line.</summary>
    public static string JsonLines(IEnumerable<string> rows) => $"[{string.Join(',', rows.Select(row => "\n  " + row))}\n]\n";
}
