
namespace MesosOrleans.Silo;

/// <summary>
/// Calls the registrar and the allocator every second, so that they exist though no client calls; the registrar wakes the others (design, "Who wakes a grain").
/// </summary>
internal sealed partial class WakerService(IGrainFactory grains, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<WakerService> log)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Started(stoppingToken);
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                await grains.Registrar().Wake();
                await grains.Allocator().Wake();
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private async Task Started(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }

    [LoggerMessage(101, LogLevel.Error, "The registrar or the allocator does not answer; trying again in a second")]
    private static partial void LogFailed(ILogger log, Exception reason);
}
