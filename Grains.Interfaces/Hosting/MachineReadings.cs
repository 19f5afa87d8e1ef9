using System.Globalization;

namespace MesosOrleans.Hosting;

/// <summary>What the machine says of itself in /proc: the <c>system/*</c> metrics (facts: metrics, section 4). Null where there is no /proc.</summary>
public static class MachineReadings
{
    /// <summary>The load averages over 1, 5 and 15 minutes.</summary>
    /// <param name="column">0, 1 or 2.</param>
    public static double? Load(int column) =>
        Lines("/proc/loadavg") is [var line, ..] ? double.Parse(line.Split(' ')[column], CultureInfo.InvariantCulture) : null;

    /// <summary>The processors of the machine, not those that a container may use.</summary>
    public static long? Cpus() =>
        Lines("/proc/stat").Count(line => line.StartsWith("cpu", StringComparison.Ordinal) && char.IsAsciiDigit(line[3])) is > 0 and var online ? online : null;

    /// <summary>All memory, in bytes.</summary>
    public static long? MemoryTotal() => Memory("MemTotal:");

    /// <summary>Memory that nobody uses, in bytes.</summary>
    public static long? MemoryFree() => Memory("MemFree:");

    /// <summary>All of it under the names of <c>/system/stats.json</c>, as far as the machine says it.</summary>
    public static SortedDictionary<string, double> Stats() => Known(
        ("avg_load_1min", Load(0)), ("avg_load_5min", Load(1)), ("avg_load_15min", Load(2)),
        ("cpus_total", Cpus()), ("mem_total_bytes", MemoryTotal()), ("mem_free_bytes", MemoryFree()));

    /// <summary>All of it under the names of <c>/metrics/snapshot</c>, as far as the machine says it.</summary>
    public static SortedDictionary<string, double> Metrics() => Known(
        ("system/load_1min", Load(0)), ("system/load_5min", Load(1)), ("system/load_15min", Load(2)),
        ("system/cpus_total", Cpus()), ("system/mem_total_bytes", MemoryTotal()), ("system/mem_free_bytes", MemoryFree()));

    private static SortedDictionary<string, double> Known(params ReadOnlySpan<(string Name, double? Value)> readings)
    {
        var known = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, value) in readings)
        {
            if (value is { } number)
            {
                known[name] = number;
            }
        }

        return known;
    }

    private static long? Memory(string field) =>
        Lines("/proc/meminfo").FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal)) is { } found
            ? long.Parse(found[field.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024
            : null;

    private static string[] Lines(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];
}
