using System.Collections.Immutable;
using MesosOrleans.Metrics;
using MesosOrleans.Silo.Http;

namespace MesosOrleans.Silo.Telemetry;

/// <summary>
/// The cluster's metrics, whichever silo is asked (design, section 5): each silo pushes what it counts and holds every second to one grain, and learns the sum. Who leads, the age and the machine are of the
/// silo that is asked.
/// </summary>
internal sealed partial class ClusterMetrics(
    IGrainFactory grains, Leadership leadership, SnapshotReader own, ILocalSiloDetails silo, TimeProvider time, ILogger<ClusterMetrics> log)
{
    /// <summary>What has not come by then is lost with a silo: the answer is what is known.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private ImmutableArray<MetricValue> _known = [];

    /// <summary>The cluster's values as they were when this silo last pushed its own, a second ago; empty before that.</summary>
    public IReadOnlyCollection<MetricValue> Known => _known;

    /// <summary>The values by key, with this silo's as they are now and the others' as they were a second ago.</summary>
    /// <param name="longest">How long may be waited for the others'; after that they are those of before, or left out if there are none.</param>
    public async Task<IReadOnlyDictionary<string, double>> Read(TimeSpan longest)
    {
        var began = time.GetTimestamp();
        await leadership.Refresh(longest);
        var values = own.Read();
        var left = longest - time.GetElapsedTime(began);
        await Push(values, left > TimeSpan.Zero ? left : TimeSpan.Zero);
        var all = values.Where(value => !IsOfCluster(value.Key)).Concat(_known);
        return all.ToDictionary(value => value.Key, value => value.Value, StringComparer.Ordinal);
    }

    /// <summary>Says what this silo counts and holds.</summary>
    public Task Push() => Push(own.Read(), Patience);

    private async Task Push(IReadOnlyCollection<MetricValue> values, TimeSpan longest)
    {
        try
        {
            _known = await grains.GetGrain<IClusterMetricsGrain>(GrainKeys.Pool).Push(silo.SiloAddress, [.. values.Where(value => IsOfCluster(value.Key))]).WaitAsync(longest, time);
        }
        catch (Exception e)
        {
            LogFailed(log, e.Message);
        }
    }

    private static bool IsOfCluster(string key) =>
        (key.StartsWith("master/", StringComparison.Ordinal) && key is not ("master/elected" or "master/uptime_secs"))
        || key.StartsWith("registrar/", StringComparison.Ordinal);

    [LoggerMessage(4101, LogLevel.Debug, "The metrics of the other silos are not known now: {Reason}")]
    private static partial void LogFailed(ILogger log, string reason);
}
