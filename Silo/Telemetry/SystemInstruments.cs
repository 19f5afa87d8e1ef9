using System.Diagnostics.Metrics;
using MesosOrleans.Hosting;
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
        meter.CreateObservableGauge("system.load_1min", static () => Known(MachineReadings.Load(0)));
        meter.CreateObservableGauge("system.load_5min", static () => Known(MachineReadings.Load(1)));
        meter.CreateObservableGauge("system.load_15min", static () => Known(MachineReadings.Load(2)));
        meter.CreateObservableGauge("system.cpus_total", static () => Known(MachineReadings.Cpus()));
        meter.CreateObservableGauge("system.mem_total_bytes", static () => Known(MachineReadings.MemoryTotal()));
        meter.CreateObservableGauge("system.mem_free_bytes", static () => Known(MachineReadings.MemoryFree()));
    }

    private static Measurement<T>[] Known<T>(T? value) where T : struct => value is { } known ? [new Measurement<T>(known)] : [];
}
