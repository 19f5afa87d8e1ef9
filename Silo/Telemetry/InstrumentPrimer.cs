using System.Diagnostics.Metrics;
using MesosOrleans.Metrics;
using OpenTelemetry.Metrics;

namespace MesosOrleans.Silo.Telemetry;

/// <summary>
/// Gives every instrument its first value, 0. Without it OpenTelemetry does not know a counter until it counts, and a dashboard shows a gap where Mesos shows 0.
/// </summary>
internal sealed class InstrumentPrimer(IServiceProvider services) : IHostedService, IDisposable
{
    private readonly MeterListener _listener = new()
    {
        InstrumentPublished = static (instrument, _) =>
        {
            if (instrument.Meter.Name != MasterInstruments.MeterName)
                return;
            switch (instrument)
            {
                case Counter<long> counter:
                    counter.Add(0);
                    break;
                case UpDownCounter<long> held:
                    held.Add(0);
                    break;
                case UpDownCounter<double> held:
                    held.Add(0);
                    break;
            }
        },
    };

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The provider first, so that it hears the zeros; the instruments now, and not with the first grain.
        services.GetRequiredService<MeterProvider>();
        services.GetRequiredService<MasterInstruments>();
        services.GetRequiredService<RegistrarInstruments>();
        services.GetRequiredService<ProcessInstruments>();
        _listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();
}
