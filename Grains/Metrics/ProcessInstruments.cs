using System.Diagnostics.Metrics;
using MesosOrleans.Hosting;

namespace MesosOrleans.Metrics;

/// <summary>What is read, not counted: a silo's age and standing, and its machine (facts: metrics 1 and 4). Without /proc the machine's are left out.</summary>
public sealed class ProcessInstruments
{
    /// <summary>The meter that OpenTelemetry collects.</summary>
    public const string MeterName = "MesosOrleans.Silo";

    /// <param name="meters">Makes the meter.</param>
    /// <param name="age">Since the start of the process.</param>
    /// <param name="elected">Whether it leads, as far as it knows.</param>
    public ProcessInstruments(IMeterFactory meters, Func<TimeSpan> age, Func<bool> elected)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge("master.uptime_secs", () => age().TotalSeconds, null, "Since the start of this silo.");
        meter.CreateObservableGauge("master.elected", () => elected() ? 1L : 0L, null, "1 on the silo that leads: the one that hosts the registrar.");
        MachineInstruments.AddTo(meter);
    }
}
