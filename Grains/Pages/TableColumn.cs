namespace MesosOrleans.Pages;

/// <summary>A column of a table.</summary>
/// <param name="Key">In the address of the page.</param>
/// <param name="Title">Above it.</param>
/// <param name="Order">What sorting by it compares; null: it cannot be sorted by.</param>
/// <param name="IsNumber">Stands at the right, and the largest come first at the first click.</param>
/// <param name="IsMinor">Left out where there is little room.</param>
public sealed record TableColumn<T>(string Key, string Title, Comparison<T>? Order = null, bool IsNumber = false, bool IsMinor = false);

/// <summary>By what a table is sorted.</summary>
/// <param name="Key">Of the column; null: as the rows come.</param>
/// <param name="Descending">The largest first.</param>
public readonly record struct Sorting(string? Key, bool Descending)
{
    /// <summary>After a click on a column's head: by it, then the other way round, then as the rows come.</summary>
    public Sorting Click<T>(TableColumn<T> column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return Key != column.Key ? new Sorting(column.Key, column.IsNumber)
            : Descending == column.IsNumber ? new Sorting(column.Key, !column.IsNumber)
            : default;
    }
}

/// <summary>What a table shows of its rows.</summary>
public static class TableRows
{
    /// <summary>The rows that are kept, in the order that is asked for; rows that are equal in it stay as they come.</summary>
    /// <param name="rows">All.</param>
    /// <param name="keeps">Which are wanted; null: all.</param>
    /// <param name="columns">Of the table.</param>
    /// <param name="sorting">An unknown column sorts nothing.</param>
    public static IReadOnlyList<T> Select<T>(IReadOnlyList<T> rows, Func<T, bool>? keeps, IReadOnlyList<TableColumn<T>> columns, Sorting sorting)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(columns);
        var order = columns.FirstOrDefault(column => column.Key == sorting.Key)?.Order;
        if (keeps is null && order is null)
        {
            return rows;
        }

        var kept = new List<int>(keeps is null ? rows.Count : 0);
        for (var i = 0; i < rows.Count; i++)
        {
            if (keeps is null || keeps(rows[i]))
            {
                kept.Add(i);
            }
        }

        if (order is not null)
        {
            var sign = sorting.Descending ? -1 : 1;
            kept.Sort((one, other) => sign * order(rows[one], rows[other]) is not 0 and var by ? by : one.CompareTo(other));
        }

        var selected = new T[kept.Count];
        for (var i = 0; i < selected.Length; i++)
        {
            selected[i] = rows[kept[i]];
        }

        return selected;
    }
}
