using System.Diagnostics.Metrics;
using MesosOrleans.AgentHost.Executors;
using MesosOrleans.AgentHost.Http;
using OpenTelemetry.Metrics;

namespace MesosOrleans.AgentHost.Telemetry;

/// <summary>Collects the agent's instruments for Prometheus.</summary>
internal static class AgentTelemetryHosting
{
    public static IServiceCollection AddAgentTelemetry(this IServiceCollection services)
    {
        services.AddMetrics();
        // Asked for the numbers by whoever collects, which is not before there is an agent.
        services.AddSingleton(given => new AgentInstruments(given.GetRequiredService<IMeterFactory>(), () =>
        {
            var agent = given.GetRequiredService<AgentService>();
            return given.GetRequiredService<ExecutorService>().Read(machine => MetricsView.Snapshot(machine, agent.Standing));
        }));
        services.AddOpenTelemetry().WithMetrics(static metrics => metrics.AddMeter(AgentInstruments.MeterName, "System.Runtime").AddPrometheusExporter());
        return services;
    }
}
