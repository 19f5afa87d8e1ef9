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

    private static long? Memory(string field) =>
        Lines("/proc/meminfo").FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal)) is { } found
            ? long.Parse(found[field.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024
            : null;

    private static string[] Lines(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];
}
