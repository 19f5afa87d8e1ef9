using System.Text.Json.Serialization;
using MesosOrleans.AgentHost.Executors;
using MesosOrleans.Hosting;
using MesosOrleans.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MesosOrleans.AgentHost.Http;

/// <summary>
/// <c>/metrics/snapshot</c> and <c>/slave(1)/stats.json</c>, also as <c>/stats.json</c>: the agent's numbers and its machine's. Both take JSONP. Every number is there at once, so <c>timeout</c> changes nothing.
/// </summary>
internal static class MetricsEndpoint
{
    public static void MapMetrics(this IEndpointRouteBuilder app, AgentService agent, ExecutorService executors)
    {
        app.Map("/metrics/snapshot", Snapshot);
        app.Map("/slave(1)/stats.json/{**rest}", Stats);
        app.Map("/stats.json/{**rest}", Stats);

        IResult Snapshot(string? jsonp)
        {
            if (Checked(jsonp) is { } problem)
            {
                return problem;
            }

            var snapshot = executors.Read(machine => MetricsView.Snapshot(machine, agent.Standing));
            foreach (var (key, value) in OfMachine())
            {
                snapshot[key] = value;
            }

            return Answered(JsonAnswer.Of(snapshot, MetricsJson.Default.SortedDictionaryStringDouble, jsonp));
        }

        IResult Stats(string? jsonp)
        {
            if (Checked(jsonp) is { } problem)
            {
                return problem;
            }

            var stats = executors.Read(machine => MetricsView.Stats(machine, MetricsView.Snapshot(machine, agent.Standing)));
            foreach (var (key, value) in OfMachine())
            {
                stats[key] = value;
            }

            return Answered(JsonAnswer.Of(stats, MetricsJson.Default.SortedDictionaryStringObject, jsonp));
        }
    }

    /// <summary>What the machine does not say is left out. Files are read for it, so not while the agent's machine is held.</summary>
    private static IEnumerable<KeyValuePair<string, double>> OfMachine()
    {
        (string Key, double? Value)[] readings =
        [
            ("system/load_1min", MachineReadings.Load(0)),
            ("system/load_5min", MachineReadings.Load(1)),
            ("system/load_15min", MachineReadings.Load(2)),
            ("system/cpus_total", MachineReadings.Cpus()),
            ("system/mem_total_bytes", MachineReadings.MemoryTotal()),
            ("system/mem_free_bytes", MachineReadings.MemoryFree()),
        ];
        return readings.Where(reading => reading.Value is not null).Select(reading => KeyValuePair.Create(reading.Key, reading.Value!.Value));
    }

    private static ContentHttpResult? Checked(string? jsonp) => jsonp is not null && !JsonAnswer.IsCallback(jsonp)
        ? TypedResults.Text($"jsonp={jsonp} is no name of a function", statusCode: StatusCodes.Status400BadRequest)
        : null;

    private static FileContentHttpResult Answered(JsonAnswer answer) => TypedResults.Bytes(answer.Body, answer.ContentType);
}

[JsonSerializable(typeof(SortedDictionary<string, double>))]
[JsonSerializable(typeof(SortedDictionary<string, object>))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(string))]
internal sealed partial class MetricsJson : JsonSerializerContext;
