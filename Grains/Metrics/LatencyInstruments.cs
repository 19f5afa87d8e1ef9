using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MesosOrleans.Metrics;

/// <summary>How long things take, as histograms in seconds; Mesos has no such metrics.</summary>
public sealed class LatencyInstruments
{
    private static readonly InstrumentAdvice<double> Buckets = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] };

    public LatencyInstruments(Meter meter)
    {
        ArgumentNullException.ThrowIfNull(meter);
        Histogram<double> Seconds(string name, string what) => meter.CreateHistogram("mesos." + name, "s", what, tags: null, Buckets);
        Launch = Seconds("launch.duration", "From the moment that a task is on record until it is known to run.");
        Offer = Seconds("offer.duration", "From the first reason for an allocation until the offers that came of it stand in the ledger of their slave.");
        Allocation = Seconds("allocation.duration", "One run of the allocator.");
        Append = Seconds("log.append.duration", "One append to the registry's log, on a quorum.");
        Grain = Seconds("grain.call.duration", "One call from this silo to a grain, most of it in the grain's queue; by the kind of grain.");
    }

    public Histogram<double> Launch { get; }

    public Histogram<double> Offer { get; }

    public Histogram<double> Allocation { get; }

    public Histogram<double> Append { get; }

    /// <summary>By <c>grain</c>: see <see cref="Call{T}"/>.</summary>
    public Histogram<double> Grain { get; }

    /// <summary>Waits for a call that has been made, and notes how long it took. Calls that fail count too.</summary>
    /// <param name="grain">The kind of grain: <c>slave</c>.</param>
    /// <param name="call">Under way.</param>
    public async Task<T> Call<T>(string grain, Task<T> call)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            return await call;
        }
        finally
        {
            Grain.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, new KeyValuePair<string, object?>("grain", grain));
        }
    }
}
