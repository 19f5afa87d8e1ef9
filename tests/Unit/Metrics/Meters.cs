using System.Diagnostics.Metrics;
using MesosOrleans.AgentHost.Http;
using MesosOrleans.AgentHost.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace MesosOrleans.Tests.Unit.Metrics;

/// <summary>Instruments that nobody collects.</summary>
internal static class Meters
{
    public static IMeterFactory Factory() => new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

    public static AgentInstruments Agent() => new(Factory(), () => MetricsView.Metrics.ToDictionary(metric => "slave/" + metric.Name, _ => 0.0));
}
