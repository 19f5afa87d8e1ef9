using System.Collections.Immutable;
using System.Text.Json;

namespace MesosOrleans.Cli.Listings;

/// <summary>Things of a cluster of one kind, as rows. Pure.</summary>
/// <param name="Name">The command.</param>
/// <param name="Summary">For its usage text.</param>
/// <param name="Document">Which document of the silo has them.</param>
/// <param name="Rows">Them in that document; also those that have ended, if true.</param>
/// <param name="Columns">What a table shows of one.</param>
/// <param name="Ended">What <c>--all</c> adds; null: there is nothing of the kind.</param>
/// <param name="Filters">By which IDs rows can be chosen: <c>framework_id</c>, <c>slave_id</c>.</param>
internal sealed record Listing(
    string Name,
    string Summary,
    string Document,
    Func<JsonElement, bool, IEnumerable<JsonElement>> Rows,
    ImmutableArray<Column> Columns,
    string? Ended,
    ImmutableArray<string> Filters);

/// <summary>One column of a table.</summary>
/// <param name="Name">Its header.</param>
/// <param name="Cell">What it says of a thing.</param>
internal sealed record Column(string Name, Func<JsonElement, string> Cell);
