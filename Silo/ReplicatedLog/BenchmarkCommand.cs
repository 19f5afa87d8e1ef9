using System.Globalization;
using MesosOrleans.Flags;
using MesosOrleans.Log;
using MesosOrleans.Storage;
using MesosOrleans.Terminal;

namespace MesosOrleans.Silo.ReplicatedLog;

/// <summary>
/// <c>mesos log benchmark</c>, as <c>mesos-log benchmark</c> (Mesos 0.19 src/log/tool/benchmark.cpp): appends what the trace says, one after the
/// other, and writes down how long each took.
/// </summary>
internal static class BenchmarkCommand
{
    private const string LogName = "benchmark";

    // Bounds the memory of a mistyped trace.
    private const long AppendMax = 64L << 20;

    public static async Task<int> Run(FlagValues flags, CancellationToken cancellation)
    {
        var sizes = Sizes(flags.Get(LogFlags.Input));
        await using var output = new StreamWriter(flags.Get(LogFlags.Output), append: false);
        await using var log = await OpenLog.Scratch(flags, LogName, cancellation);
        await log.Directory.Initialize(flags.Get(SiloFlags.Quorum), Guid.NewGuid, cancellation);
        var found = await log.Directory.Find(cancellation);
        await using var coordinator = new Coordinator(found.Ensemble, found.Replicas, Guid.NewGuid);
        await coordinator.Elect(cancellation);

        var took = new List<TimeSpan>(sizes.Count);
        var began = TimeProvider.System.GetTimestamp();
        foreach (var size in sizes)
        {
            var data = Bytes(flags.Get(LogFlags.Type), size);
            var at = TimeProvider.System.GetTimestamp();
            await coordinator.Append([data], cancellation);
            took.Add(TimeProvider.System.GetElapsedTime(at));
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm:ss.ffffff} Appended {size} bytes in {took[^1].TotalMilliseconds:0.###} ms"));
        }

        await Console.Out.WriteLineAsync(Summary(sizes, took, TimeProvider.System.GetElapsedTime(began), found.Replicas.Count));
        return ExitCodes.Ok;
    }

    private static List<long> Sizes(string path)
    {
        var sizes = new List<long>();
        foreach (var (index, line) in File.ReadLines(path).Index())
        {
            if (!BytesText.TryParse(line.Trim(), out var size) || size > AppendMax)
                throw new StoreException($"{path}, line {index + 1}: '{line}' is no size of an append: expected for example 512B or 4KB, at most 64MB");
            sizes.Add(size);
        }

        return sizes.Count > 0 ? sizes : throw new StoreException($"{path} names no sizes: expected one on each line, for example 512B");
    }

    private static byte[] Bytes(string type, long size)
    {
        var bytes = new byte[size];
        if (type == "random")
            Random.Shared.NextBytes(bytes);
        else if (type == "one")
            bytes.AsSpan().Fill(byte.MaxValue);
        return bytes;
    }

    private static string Summary(List<long> sizes, List<TimeSpan> took, TimeSpan all, int replicas)
    {
        var sorted = took.Order().ToList();
        double At(double share) => sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))].TotalMilliseconds;
        return string.Create(CultureInfo.InvariantCulture, $"""
            Total number of appends: {sizes.Count} ({sizes.Sum()} bytes), at {replicas} {(replicas == 1 ? "replica" : "replicas")}
            Total time used: {all.TotalSeconds:0.###} s
            One append: median {At(0.5):0.###} ms, 99th percentile {At(0.99):0.###} ms, longest {sorted[^1].TotalMilliseconds:0.###} ms
            """);
    }
}
