using System.Globalization;
using System.Text.Json.Nodes;
using MesosOrleans.Connection;
using MesosOrleans.Flags;

namespace MesosOrleans.Bench;

/// <summary><c>mesos bench registrar</c>.</summary>
internal static class RegistrarCommand
{
    private const int Changes = 1_000;
    private const int WarmChanges = 200;
    private const int WarmUp = 5_000;

    public static async Task<JsonObject> Run(FlagValues flags, CancellationToken cancel)
    {
        var count = flags.Get(BenchFlags.SlaveCount);
        await using var servers = await LogServers.Start(flags.Get(BenchFlags.Replicas));
        await using var silo = await BenchProgram.Silo(servers.SiloFlags);
        await using var connection = await MasterConnection.Connect(silo.Master, cancel: cancel);
        var bench = new RegistrarBench(connection.Client);

        // A silo that has run for a while is compiled for what it does.
        await bench.Admit(WarmUp);
        await bench.Readmit();
        await bench.Remove(WarmUp);
        await silo.Calm(cancel);

        var (admit, readmit) = (await bench.Admit(count), await bench.Readmit());
        var recover = await bench.Recover();
        await bench.Check();
        Say($"admitted in {admit:0.00} s, readmitted in {readmit:0.00} s, recovered in {recover:0.00} s");
        await silo.Calm(cancel);
        var (quiet, snapshot, insert) = (new Percentiles(), new Percentiles(), new Percentiles());
        await bench.Admit(WarmChanges + Changes);
        await bench.Change(WarmChanges, new Percentiles());

        // Half of the baseline before and half after, since other work of the machine comes and goes.
        await servers.Insert(Changes / 2, insert, cancel);
        await bench.Change(Changes, quiet);
        await servers.Insert(Changes / 2, insert, cancel);
        var remove = await bench.Remove(count);
        await bench.Check();
        Say($"removed in {remove:0.00} s; one change p50 {quiet.At(0.5)} ms, p99 {quiet.At(0.99)} ms; bare insert p50 {insert.At(0.5)} ms");

        // In two floods: what waits for longer than a call may last is dropped.
        await bench.Admit(count);
        await bench.Admit(count);
        await bench.ChangeDuringSnapshot(snapshot);
        var figures = new JsonObject
        {
            ["bench"] = "registrar",
            ["slaves"] = count,
            ["replicas"] = flags.Get(BenchFlags.Replicas),
            ["admit_s"] = Math.Round(admit, 3),
            ["readmit_s"] = Math.Round(readmit, 3),
            ["recover_s"] = Math.Round(recover, 3),
            ["remove_s"] = Math.Round(remove, 3),
            ["append_p50_ms"] = quiet.At(0.5),
            ["append_p99_ms"] = quiet.At(0.99),
            ["snapshot_slaves"] = 2 * count,
            ["snapshot_append_p50_ms"] = snapshot.At(0.5),
            ["snapshot_append_p99_ms"] = snapshot.At(0.99),
            ["silo_rss_mb"] = silo.ResidentMegabytes,
        };
        if (insert.Count > 0)
        {
            figures["insert_p50_ms"] = insert.At(0.5);
            figures["ratio"] = Math.Round(quiet.At(0.5) / insert.At(0.5), 2);
            figures["fsync"] = servers.Fsync;
            figures["synchronous_commit"] = servers.SynchronousCommit;
        }

        return figures;
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
