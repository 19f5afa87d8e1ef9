using MesosOrleans.Pages;
using MesosOrleans.Silo.Telemetry;

namespace MesosOrleans.Silo.Web.Feeds;

/// <summary>Keeps how full the cluster was in the last ten minutes: by what is read for those who look, else by the metrics, which cost nothing more and do not say what is offered.</summary>
internal sealed class HistoryService(ClusterFeed cluster, ClusterMetrics metrics, TimeProvider time) : BackgroundService
{
    private const int SamplesMax = 300;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    /// <summary>As it is now.</summary>
    public ResourceHistory History { get; private set; } = new(SamplesMax);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var looked = cluster.IsWatched ? cluster.Current.Value : null;
            History = History.With(new ResourceSample(looked?.At ?? time.GetUtcNow(), looked?.Bars ?? MetricBars.Of(metrics.Known)));
        }
    }
}
