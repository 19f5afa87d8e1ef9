using System.Diagnostics;
using System.Text.Json.Nodes;
using MesosOrleans.Connection;
using MesosOrleans.Flags;
using MesosOrleans.Values;

namespace MesosOrleans.Bench;

/// <summary>What <c>/master/state.json</c> of a large cluster costs: its time, the silo's memory, and how much longer a scheduler waits meanwhile.</summary>
internal static class StateBench
{
    private const double Rate = 200;
    private const int Probes = 3000;
    private const int ProbeAgents = 2;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private static readonly Resources Plenty = Resources.Parse("cpus:10000;mem:1000000");

    public static async Task<JsonObject> Run(FlagValues flags, CancellationToken cancel)
    {
        var (slaves, tasks) = (flags.Get(BenchFlags.StateSlaves), flags.Get(BenchFlags.StateTasks));
        await using var silo = await BenchProgram.Silo();
        await using var connection = await MasterConnection.Connect(silo.Master, cancel: cancel);
        await using var agents = await BenchAgents.Emulated(silo.Master, slaves, RoomFor((tasks + slaves - 1) / slaves), cancel);
        await using var held = await HeldTasks.Start(connection, tasks, cancel);
        // The others are full, so these are the probe's.
        await using var more = await BenchAgents.Emulated(silo.Master, ProbeAgents, Plenty, cancel);
        await new TasksBench(connection, 500, 256, null).Run(cancel);
        // So many slaves are pinged that the silo is never quite calm; what was begun before is over by then.
        await Task.Delay(Rest, cancel);

        var before = silo.ResidentMegabytes;
        var without = await new TasksBench(connection, Probes, 256, Rate).Run(cancel);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var memory = PeakMegabytes(silo, over.Token);
        var (alone, bytes) = await Fetch(silo.Address, cancel);
        var fetching = FetchUntil(silo.Address, over.Token);
        var meanwhile = await new TasksBench(connection, Probes, 256, Rate).Run(cancel);
        await over.CancelAsync();
        var times = await fetching;
        return new JsonObject
        {
            ["bench"] = "state",
            ["slaves"] = slaves,
            ["tasks"] = tasks,
            ["alone_s"] = Math.Round(alone, 3),
            ["bytes"] = bytes,
            ["fetches"] = times.Count,
            ["fetch_p50_s"] = times.At(0.5),
            ["fetch_max_s"] = times.At(1),
            ["silo_mb_before"] = before,
            ["silo_mb_peak"] = await memory,
            ["task_p50_ms"] = without.Latency.At(0.5),
            ["task_p99_ms"] = without.Latency.At(0.99),
            ["task_p50_ms_meanwhile"] = meanwhile.Latency.At(0.5),
            ["task_p99_ms_meanwhile"] = meanwhile.Latency.At(0.99),
            ["p99_ratio"] = Math.Round(meanwhile.Latency.At(0.99) / without.Latency.At(0.99), 2),
        };
    }

    private static Resources RoomFor(int tasks)
    {
        var room = Resources.Empty;
        for (var i = 0; i < tasks; i++)
        {
            room += HeldTasks.Each;
        }

        return room;
    }

    /// <summary>One after the other.</summary>
    private static async Task<Percentiles> FetchUntil(Uri silo, CancellationToken over)
    {
        var times = new Percentiles();
        try
        {
            while (!over.IsCancellationRequested)
            {
                times.Add((await Fetch(silo, over)).Seconds);
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The last one is not whole, and does not count.
        }

        return times;
    }

    private static async Task<(double Seconds, long Bytes)> Fetch(Uri silo, CancellationToken cancel)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
        var begin = Stopwatch.GetTimestamp();
        using var answer = await http.GetAsync(new Uri(silo, "/master/state.json"), HttpCompletionOption.ResponseHeadersRead, cancel);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync(cancel);
        var buffer = new byte[64 << 10];
        long bytes = 0;
        while (await body.ReadAsync(buffer, cancel) is > 0 and var read)
        {
            bytes += read;
        }

        return (Stopwatch.GetElapsedTime(begin).TotalSeconds, bytes);
    }

    private static async Task<double> PeakMegabytes(BenchProgram silo, CancellationToken over)
    {
        var peak = 0.0;
        while (!over.IsCancellationRequested)
        {
            peak = Math.Max(peak, silo.ResidentMegabytes);
            await Task.Delay(TimeSpan.FromMilliseconds(50), over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return peak;
    }
}
