using MesosOrleans.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace MesosOrleans.Silo.Telemetry;

/// <summary>Collects on demand and gives the numbers by Mesos's keys (<c>master/tasks_running</c>). Histograms have none.</summary>
internal sealed class SnapshotReader() : BaseExportingMetricReader(new LastValues())
{
    private readonly Lock _gate = new();

    /// <summary>The values of now, each key once. What has a <c>resource</c> has it behind its key; other dimensions are added up.</summary>
    /// <exception cref="InvalidOperationException">OpenTelemetry does not collect, since it is not up yet or no more.</exception>
    public IReadOnlyCollection<MetricValue> Read()
    {
        var values = (LastValues)exporter;
        lock (_gate)
        {
            values.Collected = [];
            return Collect() ? values.Collected.Values : throw new InvalidOperationException("the metrics could not be collected");
        }
    }

    private sealed class LastValues : BaseExporter<Metric>
    {
        public Dictionary<string, MetricValue> Collected { get; set; } = [];

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                var isCounter = metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;
                foreach (ref readonly var point in metric.GetMetricPoints())
                {
                    if (ValueOf(metric.MetricType, in point) is { } value && double.IsFinite(value))
                    {
                        var key = KeyOf(metric.Name, in point);
                        var before = Collected.TryGetValue(key, out var known) ? known.Value : 0;
                        Collected[key] = new MetricValue(key, before + value, isCounter);
                    }
                }
            }

            return ExportResult.Success;
        }

        private static string KeyOf(string instrument, in MetricPoint point)
        {
            var key = MetricNames.KeyOf(instrument);
            foreach (var tag in point.Tags)
            {
                if (tag is { Key: "resource", Value: string resource })
                    return $"{key}/{resource}";
            }

            return key;
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
