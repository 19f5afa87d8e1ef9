using System.Text.Json.Nodes;
using MesosOrleans.Connection;
using MesosOrleans.Flags;

namespace MesosOrleans.Bench;

/// <summary><c>mesos bench registrar</c>.</summary>
internal static class RegistrarCommand
{
    private const int Changes = 1_000;
    private const int WarmUp = 5_000;

    public static async Task<JsonObject> Run(FlagValues flags, CancellationToken cancel)
    {
        var count = flags.Get(BenchFlags.SlaveCount);
        await using var silo = await BenchProgram.Silo();
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
        await silo.Calm(cancel);
        var (quiet, snapshot) = (new Percentiles(), new Percentiles());
        await bench.Admit(Changes);
        await bench.Change(Changes, quiet);
        var remove = await bench.Remove(count);
        await bench.Check();

        await bench.Admit(count);
        await bench.ChangeDuringSnapshot(snapshot);
        return new JsonObject
        {
            ["bench"] = "registrar",
            ["slaves"] = count,
            ["admit_s"] = Math.Round(admit, 3),
            ["readmit_s"] = Math.Round(readmit, 3),
            ["recover_s"] = Math.Round(recover, 3),
            ["remove_s"] = Math.Round(remove, 3),
            ["append_p50_ms"] = quiet.At(0.5),
            ["append_p99_ms"] = quiet.At(0.99),
            ["snapshot_append_p50_ms"] = snapshot.At(0.5),
            ["snapshot_append_p99_ms"] = snapshot.At(0.99),
            ["silo_rss_mb"] = silo.ResidentMegabytes,
        };
    }
}
