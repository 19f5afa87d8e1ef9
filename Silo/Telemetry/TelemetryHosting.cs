using MesosOrleans.Metrics;
using OpenTelemetry.Metrics;

namespace MesosOrleans.Silo.Telemetry;

/// <summary>Collects the instruments: for Prometheus at <c>/metrics</c>, under Mesos's names at <c>/metrics/snapshot</c>.</summary>
public static class TelemetryHosting
{
    public static IServiceCollection AddMesosTelemetry(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<SnapshotReader>();
        services.AddSingleton<SystemInstruments>();
        services.AddHostedService<InstrumentPrimer>();
        services.AddOpenTelemetry().WithMetrics(static metrics => metrics
            .AddMeter(MasterInstruments.MeterName, SystemInstruments.MeterName, "System.Runtime")
            .AddReader(static provider => provider.GetRequiredService<SnapshotReader>())
            .AddPrometheusExporter());
        return services;
    }
}
