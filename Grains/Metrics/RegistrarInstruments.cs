using System.Diagnostics.Metrics;
using MesosOrleans.Registrar;

namespace MesosOrleans.Metrics;

/// <summary>
/// The registrar's metrics (facts: metrics 2), with the percentiles of a day's stores beside the instrument. A silo shows values only while its registrar is the one that serves: so the
/// cluster's sum is that of one.
/// </summary>
public sealed class RegistrarInstruments : IRegistryTimings
{
    private static readonly TimeSpan History = TimeSpan.FromDays(1);

    private readonly TimeProvider _time;
    private readonly SampleWindow _stores = new(History);
    private readonly LatencyInstruments _latency;
    private readonly (string Name, string What, Func<SampleStatistics, double> Of)[] _statistics =
    [
        ("count", "Appends of the last day.", all => all.Count), ("min", "The shortest of them, in ms.", all => all.Min), ("max", "The longest of them, in ms.", all => all.Max),
        ("p50", "Half of them are shorter, in ms.", all => all.P50), ("p90", "90% of them are shorter, in ms.", all => all.P90), ("p95", "95% of them are shorter, in ms.", all => all.P95),
        ("p99", "99% of them are shorter, in ms.", all => all.P99), ("p999", "99.9% of them are shorter, in ms.", all => all.P999),
        ("p9999", "99.99% of them are shorter, in ms.", all => all.P9999),
    ];

    private volatile Func<RegistrarFigures>? _serving;
    private double _fetch = double.NaN;
    private double _store = double.NaN;

    public RegistrarInstruments(IMeterFactory meters, MasterInstruments masters, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(masters);
        (_latency, _time) = (masters.Latency, time);
        var meter = meters.Create(MasterInstruments.MeterName);
        void Gauge(string name, string what, Func<double?> read) => meter.CreateObservableGauge("registrar." + name, () => Measure(read()), null, what);

        Gauge("queued_operations", "Operations that wait for the next append.", () => _serving?.Invoke().QueuedOperations ?? 0);
        Gauge("registry_size_bytes", "The registry as Mesos's message.", () => _serving?.Invoke().RegistryBytes);
        Gauge("state_fetch_ms", "The last recovery of the registry.", () => _serving is null ? null : Volatile.Read(ref _fetch));
        Gauge("state_store_ms", "The last append.", () => _serving is null ? null : Volatile.Read(ref _store));

        // As Mesos names them from 0.28 on, and two of ours beside them.
        Gauge("log/recovered", "1 on the silo whose registrar serves.", () => _serving is null ? 0 : 1);
        Gauge("log/ensemble_size", "Replicas of the log.", () => _serving?.Invoke().Replicas);
        Gauge("log/replicas_answering", "Replicas that answer.", () => _serving?.Invoke().Answering);
        Gauge("log/replicas_whole", "Replicas that vote and have learned everything; alert when it is below the size.", () => _serving?.Invoke().Whole);
        foreach (var (name, what, of) in _statistics)
        {
            Gauge("state_store_ms/" + name, what, () => _serving is not null && _stores.Read(_time.GetUtcNow()) is { } all ? of(all) : null);
        }
    }

    /// <summary>The registrar of this silo serves, and answers this.</summary>
    public void Show(Func<RegistrarFigures> registrar) => _serving = registrar;

    /// <summary>It does not any more; harmless if another one does by now.</summary>
    public void Hide(Func<RegistrarFigures> registrar)
    {
        if (_serving == registrar)
        {
            _serving = null;
        }
    }

    public void Fetched(TimeSpan took) => Volatile.Write(ref _fetch, took.TotalMilliseconds);

    public void Stored(TimeSpan took, int operations)
    {
        Volatile.Write(ref _store, took.TotalMilliseconds);
        _latency.Append.Record(took.TotalSeconds);
        _stores.Add(took.TotalMilliseconds, _time.GetUtcNow());
    }

    // OpenTelemetry repeats the last value of a gauge that is silent; NaN is no value in the snapshot.
    private static Measurement<double> Measure(double? value) => new(value ?? double.NaN);
}
