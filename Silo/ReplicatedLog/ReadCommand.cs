using MesosOrleans.Flags;
using MesosOrleans.Log;
using MesosOrleans.Storage;
using MesosOrleans.Terminal;

namespace MesosOrleans.Silo.ReplicatedLog;

/// <summary><c>mesos log read</c>. The range is refused in the words of Mesos (semantics 21.14); what is not learned is shown, and shown as such.</summary>
internal static class ReadCommand
{
    public static async Task<int> Run(FlagValues flags, CancellationToken cancellation)
    {
        var only = flags.Get(LogFlags.OneReplica);
        await using var log = await OpenLog.ToRead(flags, cancellation, only);
        var (begin, end, replicas) = only is null
            ? Whole(await log.Inspection.Report(cancellation))
            : await Of(log, PostgresReplicasStore.NameOf(only), cancellation);
        var (from, to) = (flags.Get(LogFlags.From) ?? begin, flags.Get(LogFlags.To) ?? end);
        if (from < begin)
            throw new StoreException($"bad read range (truncated position): --from={from} lies before {begin}, the first position that the log still has");
        if (to > end)
            throw new StoreException($"bad read range (past end of log): --to={to} lies behind {end}, the last position of the log");
        if (from > to)
            throw new StoreException($"bad read range: position {from} lies behind the last one to read, {to}");

        var text = new LogEntryText(to);
        var write = flags.Get(LogFlags.Json) ? (Action<long, PositionRow?>)((position, row) => Console.Out.WriteLine(text.Json(position, row)))
            : (position, row) => Console.Out.WriteLine(text.Line(position, row));
        if (!flags.Get(LogFlags.Json))
            await Console.Out.WriteLineAsync(text.Header);
        var next = from;
        await foreach (var row in log.Inspection.Read(replicas, from, to, cancellation))
        {
            while (next < row.Position)
                write(next++, null);
            write(next++, row);
        }

        while (next <= to)
            write(next++, null);
        return ExitCodes.Ok;
    }

    private static (long, long, IReadOnlyList<string>) Whole(LogReport report) => report.Ensemble == Ensemble.None
        ? throw new LogAbsentException(LogReportText.Summary(report))
        : (report.Begin, report.End, [.. report.Replicas
            .Where(replica => report.Ensemble.Members.Contains(replica.Name) && replica.Metadata?.Ensemble.Log == report.Ensemble.Log).Select(replica => replica.Name)]);

    private static async Task<(long, long, IReadOnlyList<string>)> Of(OpenLog log, string replica, CancellationToken cancellation)
    {
        var shown = await log.Replica(replica).Describe(cancellation);
        return (shown.Begin, shown.End, [replica]);
    }
}
