using MesosOrleans.Flags;
using MesosOrleans.Terminal;

namespace MesosOrleans.Silo.ReplicatedLog;

/// <summary><c>mesos log status</c>.</summary>
internal static class StatusCommand
{
    public static async Task<int> Run(FlagValues flags, CancellationToken cancellation)
    {
        await using var log = await OpenLog.ToRead(flags, cancellation);
        var report = await log.Inspection.Report(cancellation);
        await Console.Out.WriteAsync(flags.Get(LogFlags.Json) ? LogReportText.Json(report) : LogReportText.Table(report, Paint.ForOutput()));
        return report.Decides ? ExitCodes.Ok : ExitCodes.Failed;
    }
}
