using MesosOrleans.Protocol;

namespace MesosOrleans.Pages;

/// <summary>Which tasks somebody wants to see.</summary>
public sealed record TaskQuery
{
    /// <summary>Each word must stand in the task's ID or name, or in the name or ID of its framework, or be in its host's name; capitals do not matter.</summary>
    public string Search { get; init; } = "";

    /// <summary>Only those in this state.</summary>
    public TaskState? State { get; init; }

    /// <summary>Only those of the framework of this ID.</summary>
    public string? Framework { get; init; }

    /// <summary>Only those on the slave of this ID.</summary>
    public string? Slave { get; init; }

    /// <summary>In which order; as it is, the newest changes come first.</summary>
    public Sorting Sorting { get; init; }

    /// <summary>A state by its name in addresses, such as <c>running</c>; null for any other text.</summary>
    public static TaskState? StateOf(string? text) => Enum.TryParse<TaskState>(text, ignoreCase: true, out var state) && Enum.IsDefined(state) && !char.IsDigit(text![0]) ? state : null;
}

/// <summary>The table of tasks, however many there are: filter, search, order.</summary>
public static class TaskTable
{
    private static readonly Sorting NewestFirst = new("since", true);

    /// <summary>Its columns.</summary>
    public static IReadOnlyList<TableColumn<TaskRow>> Columns { get; } =
    [
        new("task", "Task", static (one, other) => string.CompareOrdinal(one.Task.TaskId.Value, other.Task.TaskId.Value)),
        new("name", "Name", static (one, other) => string.CompareOrdinal(one.Task.Name, other.Task.Name), IsMinor: true),
        new("state", "State", static (one, other) => one.Task.State.CompareTo(other.Task.State)),
        new("framework", "Framework", static (one, other) => string.CompareOrdinal(one.Framework, other.Framework), IsMinor: true),
        new("host", "Host", static (one, other) => string.CompareOrdinal(one.Host, other.Host), IsMinor: true),
        new("cpus", "CPUs", static (one, other) => one.Task.Resources.Milli("cpus").CompareTo(other.Task.Resources.Milli("cpus")), IsNumber: true, IsMinor: true),
        new("mem", "Memory", static (one, other) => one.Task.Resources.Milli("mem").CompareTo(other.Task.Resources.Milli("mem")), IsNumber: true, IsMinor: true),
        new("since", "Since", static (one, other) => one.Since.CompareTo(other.Since), IsNumber: true),
    ];

    /// <summary>What of the rows is shown.</summary>
    public static IReadOnlyList<TaskRow> Select(IReadOnlyList<TaskRow> rows, TaskQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var filter = new Filter(query);
        return TableRows.Select(
            rows, filter.KeepsAll && query.State is null ? null : row => (query.State is not { } state || row.Task.State == state) && filter.Keeps(row), Columns,
            query.Sorting.Key is null ? NewestFirst : query.Sorting);
    }

    /// <summary>How many of the rows would be shown for each state, whichever state is asked for.</summary>
    public static Dictionary<TaskState, int> Count(IReadOnlyList<TaskRow> rows, TaskQuery query)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(query);
        var filter = new Filter(query);
        var counts = new Dictionary<TaskState, int>();
        for (var i = 0; i < rows.Count; i++)
        {
            if (filter.Keeps(rows[i]))
            {
                System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, rows[i].Task.State, out _)++;
            }
        }

        return counts;
    }

    /// <summary>All of a query but the state.</summary>
    private readonly struct Filter(TaskQuery query)
    {
        private readonly string[] _words = query.Search.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        public bool KeepsAll => _words.Length == 0 && query.Framework is null && query.Slave is null;

        public bool Keeps(TaskRow row)
        {
            if ((query.Framework is { } framework && row.Task.FrameworkId.Value != framework) || (query.Slave is { } slave && row.Task.SlaveId.Value != slave))
            {
                return false;
            }

            foreach (var word in _words)
            {
                if (!Has(row, word))
                {
                    return false;
                }
            }

            return true;
        }
    }

    private static bool Has(TaskRow row, string word) =>
        row.Task.TaskId.Value.Contains(word, StringComparison.OrdinalIgnoreCase)
        || row.Task.Name.Contains(word, StringComparison.OrdinalIgnoreCase)
        || row.Framework.Contains(word, StringComparison.OrdinalIgnoreCase)
        || row.Host.Contains(word, StringComparison.OrdinalIgnoreCase)
        || row.Task.FrameworkId.Value.Equals(word, StringComparison.OrdinalIgnoreCase);
}
