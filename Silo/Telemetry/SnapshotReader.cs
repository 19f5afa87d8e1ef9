using MesosOrleans.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace MesosOrleans.Silo.Telemetry;

/// <summary>Collects on demand and gives the numbers by Mesos's keys (<c>master/tasks_running</c>).</summary>
internal sealed class SnapshotReader() : BaseExportingMetricReader(new LastValues())
{
    private readonly Lock _gate = new();

    /// <summary>The values of now, by key; dimensions are added up.</summary>
    /// <exception cref="InvalidOperationException">OpenTelemetry does not collect, since it is not up yet or no more.</exception>
    public IReadOnlyDictionary<string, double> Read()
    {
        var values = (LastValues)exporter;
        lock (_gate)
        {
            values.Collected = [];
            return Collect() ? values.Collected : throw new InvalidOperationException("the metrics could not be collected");
        }
    }

    private sealed class LastValues : BaseExporter<Metric>
    {
        public Dictionary<string, double> Collected { get; set; } = [];

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                var key = MetricNames.KeyOf(metric.Name);
                foreach (ref readonly var point in metric.GetMetricPoints())
                {
                    if (ValueOf(metric.MetricType, in point) is { } value)
                        Collected[key] = Collected.GetValueOrDefault(key) + value;
                }
            }

            return ExportResult.Success;
        }

        private static double? ValueOf(MetricType type, in MetricPoint point) => type switch
        {
            MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
            MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => point.GetSumDouble(),
            MetricType.LongGauge => point.GetGaugeLastValueLong(),
            MetricType.DoubleGauge => point.GetGaugeLastValueDouble(),
            _ => null,
        };
    }
}
