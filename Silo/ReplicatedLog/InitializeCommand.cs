using MesosOrleans.Flags;
using MesosOrleans.Log;
using MesosOrleans.Registrar;
using MesosOrleans.Silo.Membership;
using MesosOrleans.Storage;
using MesosOrleans.Terminal;

namespace MesosOrleans.Silo.ReplicatedLog;

/// <summary><c>mesos log initialize</c>: what a silo with <c>--no-log_auto_initialize</c> does not do by itself.</summary>
internal static class InitializeCommand
{
    public static async Task<int> Run(FlagValues flags, CancellationToken cancellation)
    {
        await using var log = await OpenLog.ToWrite(flags, cancellation);
        await using var cluster = flags.Get(SiloFlags.ClusterDatabase) is { } shared ? await ClusterDatabase.Open(shared, null, cancellation) : null;
        var record = cluster is null ? null : new ClusterLogRecordStore(new ClusterStore(cluster.Source));
        var recorded = record is null ? null : await record.Read(cancellation);

        var before = await log.Inspection.Report(cancellation);
        RegistrarLogRules.Check([.. before.Replicas.Where(replica => replica.Metadata is not null).Select(replica => (replica.Name, replica.Metadata!))], recorded);
        if (!before.Decides)
            await Start(log, before, flags.Get(SiloFlags.Quorum), recorded, cancellation);
        var after = await log.Inspection.Report(cancellation);
        if (!after.Decides)
            throw new StoreException($"the log could not be started: {LogReportText.Summary(after)}\n\n{LogReportText.Table(after, Paint.Off)}");

        if (record is not null)
            await record.Remember(after.Ensemble.Log, cancellation);
        await Console.Out.WriteLineAsync((before.Decides ? "It was started before. " : "") + LogReportText.Summary(after));
        return ExitCodes.Ok;
    }

    private static async Task Start(OpenLog log, LogReport before, int? quorum, Guid? recorded, CancellationToken cancellation)
    {
        if (before.Replicas.FirstOrDefault(replica => replica.Metadata is null) is { } silent)
            throw new StoreException($"all replicas must answer for a start, and {silent.Name} does not: {silent.Problem}");
        if (before.Ensemble == Ensemble.None)
            RegistrarLogRules.CheckAbsent(recorded, "All that answer are empty.");
        await log.Directory.Initialize(quorum, Guid.NewGuid, cancellation);
    }
}
