using System.Diagnostics.Metrics;
using System.Globalization;
using MesosOrleans.Http;
using MesosOrleans.Silo.Http;

namespace MesosOrleans.Silo.Telemetry;

/// <summary>What is read, not counted: this silo's age and standing, and its machine (facts: metrics 1 and 4). Without /proc the machine's are left out.</summary>
internal sealed class SystemInstruments
{
    public const string MeterName = "MesosOrleans.Silo";

    public SystemInstruments(IMeterFactory meters, SiloFacts silo, Leadership leadership, TimeProvider time)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge("master.uptime_secs", () => (time.GetUtcNow() - silo.StartedAt).TotalSeconds);
        meter.CreateObservableGauge("master.elected", () => leadership.Elected ? 1L : 0L);
        meter.CreateObservableGauge("system.load_1min", static () => Load(0));
        meter.CreateObservableGauge("system.load_5min", static () => Load(1));
        meter.CreateObservableGauge("system.load_15min", static () => Load(2));
        meter.CreateObservableGauge("system.cpus_total", Cpus);
        meter.CreateObservableGauge("system.mem_total_bytes", static () => Memory("MemTotal:"));
        meter.CreateObservableGauge("system.mem_free_bytes", static () => Memory("MemFree:"));
    }

    private static IEnumerable<Measurement<double>> Load(int column) =>
        Lines("/proc/loadavg").Take(1).Select(line => new Measurement<double>(double.Parse(line.Split(' ')[column], CultureInfo.InvariantCulture)));

    /// <summary>The machine's, not those that a container may use.</summary>
    private static IEnumerable<Measurement<long>> Cpus()
    {
        var online = Lines("/proc/stat").Count(line => line.StartsWith("cpu", StringComparison.Ordinal) && char.IsAsciiDigit(line[3]));
        return online > 0 ? new[] { new Measurement<long>(online) } : [];
    }

    private static IEnumerable<Measurement<long>> Memory(string field) =>
        Lines("/proc/meminfo")
            .Where(line => line.StartsWith(field, StringComparison.Ordinal))
            .Select(line => long.Parse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture))
            .Select(kilobytes => new Measurement<long>(kilobytes * 1024));

    private static string[] Lines(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];
}
