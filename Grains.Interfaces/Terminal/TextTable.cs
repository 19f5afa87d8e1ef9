using System.Text;

namespace MesosOrleans.Terminal;

/// <summary>
/// Rows under a header in columns that are as wide as their widest cell, two spaces apart: for eyes as well as for <c>grep</c> and <c>awk</c>. Nothing is cut or wrapped.
/// </summary>
/// <param name="header">The names of the columns.</param>
public sealed class TextTable(params string[] header)
{
    private readonly List<string[]> _rows = [];

    /// <summary>How many rows there are below the header.</summary>
    public int RowCount => _rows.Count;

    /// <summary>Adds a row.</summary>
    /// <param name="cells">One text for each column.</param>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    public void Add(params string[] cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        if (cells.Length != header.Length)
        {
            throw new ArgumentException($"{cells.Length} cells in a table of {header.Length} columns", nameof(cells));
        }

        // A control character would break the row.
        _rows.Add([.. cells.Select(cell => string.Concat(cell.Select(c => char.IsControl(c) ? ' ' : c)))]);
    }

    /// <summary>The text, header first, each line ended.</summary>
    /// <param name="paintRow">Colours a whole line, given the number of its row; null: none is coloured.</param>
    public string Render(Func<int, string, string>? paintRow = null)
    {
        var widths = header.Select((name, column) => _rows.Select(row => row[column].Length).Append(name.Length).Max()).ToArray();
        var text = new StringBuilder();
        text.Append(Line(header, widths)).Append('\n');
        for (var i = 0; i < _rows.Count; i++)
        {
            var line = Line(_rows[i], widths);
            text.Append(paintRow is null ? line : paintRow(i, line)).Append('\n');
        }

        return text.ToString();
    }

    private static string Line(string[] cells, int[] widths) =>
        string.Join("  ", cells.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd();
}
