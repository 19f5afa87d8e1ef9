using System.Globalization;
using System.Text;
using MesosOrleans.Protocol;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.Batch;

/// <summary>What became of a batch, as text. Pure.</summary>
internal static class BatchSummary
{
    /// <summary>Up to so many lines are all listed; of more, only those that did not finish.</summary>
    public const int ListedMax = 50;

    private const int CommandColumns = 60;

    /// <summary>The table for people, and the totals below it.</summary>
    public static string Render(IReadOnlyCollection<BatchResult> results, int total, string directory, double seconds, Paint paint)
    {
        var bad = results.Count(result => !result.IsGood);
        var listed = results.Where(result => total <= ListedMax || !result.IsGood).OrderBy(result => result.Line.Number).ToList();
        var shown = listed.Take(ListedMax).ToList();
        var table = new TextTable("LINE", "STATE", "EXIT", "SECONDS", "SLAVE", "COMMAND");
        foreach (var result in shown)
        {
            table.Add(Number(result.Line.Number), StateOf(result), CodeOf(result), SecondsOf(result), SlaveOf(result), Short(result.Line.Command));
        }

        var text = new StringBuilder(shown.Count > 0 ? table.Render((row, line) => shown[row].IsGood ? line : paint.Red(line)) : "");
        if (listed.Count > shown.Count)
        {
            text.Append(CultureInfo.InvariantCulture, $"… and {listed.Count - shown.Count} more that did not finish, see summary.tsv\n");
        }

        foreach (var result in shown.Where(result => result.OutputProblem is not null))
        {
            text.Append(CultureInfo.InvariantCulture, $"line {result.Line.Number}: no output: {result.OutputProblem}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{total} tasks: {results.Count - bad} finished, {bad} failed");
        text.Append(results.Count < total ? string.Create(CultureInfo.InvariantCulture, $", {total - results.Count} not run to the end") : "");
        return text.Append(CultureInfo.InvariantCulture, $"; {seconds:0.0} s; outputs in {directory}\n").ToString();
    }

    /// <summary>All lines for programs: tab-separated, with a header.</summary>
    public static string RenderTsv(IEnumerable<BatchResult> results)
    {
        var text = new StringBuilder("line\tstate\texit\tseconds\tslave\tattempts\tmessage\tcommand\n");
        foreach (var result in results.OrderBy(result => result.Line.Number))
        {
            text.AppendJoin('\t',
                Number(result.Line.Number), result.State.WireName(), CodeOf(result), SecondsOf(result), SlaveOf(result), Number(result.Attempts),
                OneLine(result.OutputProblem is { } problem ? $"{result.Message}; no output: {problem}" : result.Message ?? ""), OneLine(result.Line.Command));
            text.Append('\n');
        }

        return text.ToString();
    }

    private static string StateOf(BatchResult result) => result.State.WireName() + (result.Attempts > 1 ? $" (attempt {Number(result.Attempts)})" : "");

    private static string CodeOf(BatchResult result) => result.Code is { } code ? Number(code) : "-";

    private static string SecondsOf(BatchResult result) => result.Seconds?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-";

    private static string SlaveOf(BatchResult result) => result.SlaveId?.Value ?? "-";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Short(string command) => command.Length <= CommandColumns ? command : command[..(CommandColumns - 1)] + "…";

    private static string OneLine(string text) => text.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' ');
}
