using System.Diagnostics.Metrics;
using MesosOrleans.AgentHost.Http;
using MesosOrleans.Hosting;

namespace MesosOrleans.AgentHost.Telemetry;

/// <summary>The agent's numbers for Prometheus: those of <see cref="MetricsView"/>, which <c>/metrics/snapshot</c> shows, and how long containers take to start.</summary>
internal sealed class AgentInstruments
{
    /// <summary>The meter that OpenTelemetry collects.</summary>
    public const string MeterName = "MesosOrleans.Agent";

    private static readonly InstrumentAdvice<double> Buckets = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] };

    /// <param name="meters">Makes the meter.</param>
    /// <param name="snapshot">All keys <c>slave/*</c> as they are now.</param>
    public AgentInstruments(IMeterFactory meters, Func<IReadOnlyDictionary<string, double>> snapshot)
    {
        var meter = meters.Create(MeterName);
        foreach (var (name, isCounter, what) in MetricsView.Metrics)
        {
            var key = "slave/" + name;
            if (isCounter)
                meter.CreateObservableCounter("slave." + name, () => snapshot()[key], null, what);
            else
                meter.CreateObservableGauge("slave." + name, () => snapshot()[key], null, what);
        }

        MachineInstruments.AddTo(meter);
        ContainerStart = meter.CreateHistogram("mesos.container.start.duration", "s", "From an executor's turn until its container runs, with what is fetched for it.", tags: null, Buckets);
    }

    public Histogram<double> ContainerStart { get; }
}
