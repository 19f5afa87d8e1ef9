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
        app.Map("/metrics/snapshot", IResult (string? jsonp) => (IResult?)Checked(jsonp) ?? Answered(
            JsonAnswer.Of(executors.Read(Snapshot), MetricsJson.Default.SortedDictionaryStringDouble, jsonp)));
        app.Map("/slave(1)/stats.json/{**rest}", Stats);
        app.Map("/stats.json/{**rest}", Stats);

        IResult Stats(string? jsonp) => (IResult?)Checked(jsonp) ?? Answered(JsonAnswer.Of(
            executors.Read(machine => MetricsView.Stats(machine, Snapshot(machine))), MetricsJson.Default.SortedDictionaryStringObject, jsonp));

        SortedDictionary<string, double> Snapshot(AgentMachine machine)
        {
            var snapshot = MetricsView.Snapshot(machine, agent.Standing);
            Add("system/load_1min", MachineReadings.Load(0));
            Add("system/load_5min", MachineReadings.Load(1));
            Add("system/load_15min", MachineReadings.Load(2));
            Add("system/cpus_total", MachineReadings.Cpus());
            Add("system/mem_total_bytes", MachineReadings.MemoryTotal());
            Add("system/mem_free_bytes", MachineReadings.MemoryFree());
            return snapshot;

            void Add(string key, double? value)
            {
                if (value is { } known)
                {
                    snapshot[key] = known;
                }
            }
        }
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
