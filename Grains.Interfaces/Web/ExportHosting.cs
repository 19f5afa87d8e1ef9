using MesosOrleans.Tracing;
using OpenTelemetry;
using OpenTelemetry.Resources;

namespace MesosOrleans.Web;

/// <summary>
/// Sends traces, logs and metrics to a collector where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one (by OTLP; the other variables of OpenTelemetry hold too, as <c>OTEL_TRACES_SAMPLER=traceidratio</c>, which
/// takes the same tasks in every process). Without it nobody listens, and nothing is traced.
/// </summary>
internal static class ExportHosting
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <param name="builder">In the making.</param>
    /// <param name="program">What the process is called there: <c>mesos-silo</c>.</param>
    /// <param name="instance">Which of several: <c>HOST:PORT</c>.</param>
    public static void AddMesosExport(this WebApplicationBuilder builder, string program, string instance)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Endpoint)))
        {
            return;
        }

        builder.Logging.AddOpenTelemetry(static log => log.IncludeFormattedMessage = true);
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(program, serviceNamespace: "mesos", serviceInstanceId: instance))
            .WithTracing(static traces => traces.AddSource(TaskTrace.SourceName))
            .UseOtlpExporter();
    }
}
