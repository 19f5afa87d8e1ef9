using MesosOrleans.Cli.Cluster;
using MesosOrleans.Flags;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.Listings;

/// <summary><c>mesos tasks</c>, <c>slaves</c>, <c>frameworks</c>, <c>offers</c> and <c>roles</c>: what there is, as a table or as JSON.</summary>
internal sealed class ListCommand
{
    private readonly Listing _listing;
    private readonly Flag<bool>? _all;
    private readonly (Flag<string?> Flag, string Property)[] _filters;

    public ListCommand(Listing listing)
    {
        _listing = listing;
        _all = listing.Ended is { } help ? Flag.Bool("all", false, help).FromCommandLineOnly() : null;
        _filters = [.. listing.Filters.Select(property => (
            Flag.Text(property[..^"_id".Length], $"Only those of this {property[..^"_id".Length]}: its ID or a part of it.").FromCommandLineOnly(), property))];
        Set = new FlagSet($"mesos {listing.Name}", listing.Summary,
            [ClusterFlags.Master, ClusterFlags.Json, .. _all is null ? Array.Empty<Flag>() : [_all], .. _filters.Select(filter => filter.Flag)]);
    }

    public FlagSet Set { get; }

    public async Task<int> Run(string[] args)
    {
        if (!ProgramFlags.Read(Set, args, out var values, out var code))
        {
            return code;
        }

        using var interrupt = new Interrupt();
        using var master = new MasterHttp(values.Get(ClusterFlags.Master));
        var document = await master.Json(_listing.Document, interrupt.Token);
        var rows = _listing.Rows(document, _all is not null && values.Get(_all));
        foreach (var (flag, property) in _filters)
        {
            if (values.Get(flag) is { } part)
            {
                rows = PartialId.Matches([.. rows], row => Cells.Of(row, property), part);
            }
        }

        await Console.Out.WriteAsync(values.Get(ClusterFlags.Json) ? ListingText.Json(rows) : ListingText.Table(_listing, rows, Paint.ForOutput()));
        return ExitCodes.Ok;
    }
}
