namespace MesosOrleans.Metrics;

/// <summary>What a sample window shows; percentiles are linear between neighbours.</summary>
public sealed record SampleStatistics(int Count, double Min, double Max, double P50, double P90, double P95, double P99, double P999, double P9999);

/// <summary>
/// The values of a timer over some time (libprocess 0.19 statistics.hpp, timeseries.hpp): when it is full, every other value of the older half goes, so that a long time is
/// covered coarsely and the last moments exactly. The newest is never dropped. Safe for several threads.
/// </summary>
public sealed class SampleWindow(TimeSpan length, int capacity = 1000)
{
    private readonly Lock _gate = new();
    private readonly List<(DateTimeOffset At, double Value)> _samples = [];

    public void Add(double value, DateTimeOffset now)
    {
        lock (_gate)
        {
            _samples.Add((now, value));
            if (_samples.Count > capacity)
            {
                var half = _samples.Count / 2;
                var kept = 0;
                for (var i = 0; i < _samples.Count; i++)
                {
                    if (i >= half || i % 2 == 0)
                    {
                        _samples[kept++] = _samples[i];
                    }
                }

                _samples.RemoveRange(kept, _samples.Count - kept);
            }
        }
    }

    /// <summary>Null with fewer than two values.</summary>
    public SampleStatistics? Read(DateTimeOffset now)
    {
        double[] sorted;
        lock (_gate)
        {
            var expired = _samples.FindIndex(sample => now - sample.At <= length);
            _samples.RemoveRange(0, expired < 0 ? Math.Max(0, _samples.Count - 1) : expired);
            sorted = [.. _samples.Select(sample => sample.Value)];
        }

        if (sorted.Length < 2)
        {
            return null;
        }

        Array.Sort(sorted);
        return new SampleStatistics(
            sorted.Length, sorted[0], sorted[^1], At(sorted, 0.5), At(sorted, 0.9), At(sorted, 0.95), At(sorted, 0.99), At(sorted, 0.999), At(sorted, 0.9999));
    }

    private static double At(double[] sorted, double share)
    {
        var position = share * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
