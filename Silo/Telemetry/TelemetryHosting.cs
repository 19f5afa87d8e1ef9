using System.Diagnostics.Metrics;
using MesosOrleans.Http;
using MesosOrleans.Metrics;
using MesosOrleans.Silo.Http;
using OpenTelemetry.Metrics;

namespace MesosOrleans.Silo.Telemetry;

/// <summary>Collects the instruments: for Prometheus at <c>/metrics</c>, under Mesos's names at <c>/metrics/snapshot</c>.</summary>
internal static class TelemetryHosting
{
    public static IServiceCollection AddMesosTelemetry(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<SnapshotReader>();
        services.AddSingleton<ClusterMetrics>();
        services.AddSingleton(Instruments);
        services.AddHostedService<InstrumentPrimer>();
        services.AddOpenTelemetry().WithMetrics(static metrics => metrics
            .AddMeter(MasterInstruments.MeterName, ProcessInstruments.MeterName, "System.Runtime", "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting")
            .AddReader(static provider => provider.GetRequiredService<SnapshotReader>())
            .AddPrometheusExporter());
        return services;
    }

    private static ProcessInstruments Instruments(IServiceProvider services)
    {
        var (silo, leadership, time) = (services.GetRequiredService<SiloFacts>(), services.GetRequiredService<Leadership>(), services.GetRequiredService<TimeProvider>());
        return new ProcessInstruments(services.GetRequiredService<IMeterFactory>(), () => time.GetUtcNow() - silo.StartedAt, () => leadership.Elected);
    }
}
