using MesosOrleans.Metrics;
using MesosOrleans.Silo.Http;
using MesosOrleans.Silo.Telemetry;

namespace MesosOrleans.Silo;

/// <summary>
/// Calls the registrar and the allocator every second, and at once when a silo comes or goes, so that they exist though no client calls; the registrar wakes the others
/// (design, "Who wakes a grain"). As often it says what this silo counts and holds.
/// </summary>
internal sealed partial class WakerService(
    IGrainFactory grains, ISiloGateways silos, ClusterMetrics metrics, MasterInstruments instruments, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<WakerService> log)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Started(stoppingToken);
        await Task.WhenAll(
            Wake("registrar", () => Timed("registrar", grains.Registrar().Wake()), stoppingToken),
            Wake("allocator", () => Timed("allocator", grains.Allocator().Wake()), stoppingToken),
            Wake("metrics", metrics.Push, stoppingToken));
    }

    private Task<bool> Timed(string grain, Task call) => instruments.Latency.Call(grain, Answered(call));

    private static async Task<bool> Answered(Task call)
    {
        await call;
        return true;
    }

    private async Task Wake(string what, Func<Task> wake, CancellationToken stoppingToken)
    {
        while (true)
        {
            var changed = silos.Changed;
            try
            {
                await wake();
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, what, e);
            }

            using var rest = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(changed, Task.Delay(Period, time, rest.Token));
            await rest.CancelAsync();
            stoppingToken.ThrowIfCancellationRequested();
        }
    }

    private async Task Started(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }

    [LoggerMessage(101, LogLevel.Error, "The {Grain} does not answer; trying again in a second")]
    private static partial void LogFailed(ILogger log, string grain, Exception reason);
}
