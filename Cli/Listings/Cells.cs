using System.Globalization;
using System.Text.Json;

namespace MesosOrleans.Cli.Listings;

/// <summary>Cells of tables out of the silo's JSON; what is not there is a dash, so that <c>awk</c> counts the same columns in each row. Pure.</summary>
internal static class Cells
{
    private const string Nothing = "-";

    /// <summary>A text.</summary>
    public static Column Text(string name, string property) => new(name, row => Of(row, property));

    /// <summary>One of <c>cpus</c>, <c>mem</c>, <c>disk</c>, <c>ports</c>.</summary>
    public static Column Resource(string name, string property) =>
        new(name, row => row.TryGetProperty("resources", out var resources) ? Of(resources, property) : Nothing);

    /// <summary>How many there are.</summary>
    public static Column Count(string name, string property) => new(name, row => Items(row, property).Count().ToString(CultureInfo.InvariantCulture));

    /// <summary><c>HOST:PORT</c> of a process ID of Mesos.</summary>
    public static Column Address(string name, string property) => new(name, row => Cluster.StateTables.AddressOf(Of(row, property)));

    /// <summary>An object as <c>name:value;name:value</c>, the way attributes are written.</summary>
    public static Column Pairs(string name, string property) => new(name, row =>
        row.TryGetProperty(property, out var pairs) && pairs.ValueKind == JsonValueKind.Object && pairs.EnumerateObject().Any()
            ? string.Join(';', pairs.EnumerateObject().Select(pair => $"{pair.Name}:{Shown(pair.Value)}"))
            : Nothing);

    /// <summary>The elements of an array; none if it is not there.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement row, string property) =>
        row.TryGetProperty(property, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : [];

    /// <summary>A property as text.</summary>
    public static string Of(JsonElement row, string property) => row.TryGetProperty(property, out var value) ? Shown(value) : Nothing;

    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : Nothing,
        JsonValueKind.Number => value.GetDouble().ToString("0.###", CultureInfo.InvariantCulture),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Null => Nothing,
        _ => value.GetRawText(),
    };
}
