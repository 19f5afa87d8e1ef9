using System.Diagnostics.Metrics;

namespace MesosOrleans.Hosting;

/// <summary>The machine's metrics, <c>system/*</c> of Mesos (facts: metrics, section 4). What the machine does not say is left out.</summary>
public static class MachineInstruments
{
    /// <summary>Adds them to a meter.</summary>
    public static void AddTo(Meter meter)
    {
        ArgumentNullException.ThrowIfNull(meter);
        void Gauge<T>(string name, string what, Func<T?> read) where T : struct => meter.CreateObservableGauge("system." + name, () => Known(read()), null, what);

        Gauge("load_1min", "The machine's load over a minute.", static () => MachineReadings.Load(0));
        Gauge("load_5min", "The machine's load over five minutes.", static () => MachineReadings.Load(1));
        Gauge("load_15min", "The machine's load over a quarter of an hour.", static () => MachineReadings.Load(2));
        Gauge("cpus_total", "The machine's processors.", MachineReadings.Cpus);
        Gauge("mem_total_bytes", "The machine's memory.", MachineReadings.MemoryTotal);
        Gauge("mem_free_bytes", "The machine's memory that nobody uses.", MachineReadings.MemoryFree);
    }

    private static Measurement<T>[] Known<T>(T? value) where T : struct => value is { } known ? [new Measurement<T>(known)] : [];
}
