using System.Text.Json.Serialization;
using MesosOrleans.AgentHost.Executors;
using MesosOrleans.Hosting;
using MesosOrleans.Web;

namespace MesosOrleans.AgentHost.Http;

/// <summary><c>/metrics/snapshot</c> and <c>/slave(1)/stats.json</c>: the agent's numbers and its machine's. Every number is there at once, so <c>timeout</c> is only looked at.</summary>
internal static class MetricsEndpoint
{
    public static void MapMetrics(this IEndpointRouteBuilder app, AgentService agent, ExecutorService executors)
    {
        app.Map("/metrics/snapshot", Snapshot).WithHelp("/metrics/snapshot", "The metrics of Mesos 0.19 of this agent and its machine as one JSON object of numbers.", SnapshotQuery.Help);
        app.Map("/slave(1)/stats.json", Stats).WithHelp(
            "/slave(1)/stats.json", "The older statistics of this agent, and the metrics.", "jsonp=NAME: the answer as the script NAME(document);");

        IResult Snapshot(string? timeout, string? jsonp)
        {
            if (SnapshotQuery.ProblemOf(timeout, jsonp, out _) is { } problem)
            {
                return problem;
            }

            // Files are read for the machine's, so not while the agent's machine is held.
            var snapshot = MachineReadings.Metrics();
            foreach (var (key, value) in executors.Read(machine => MetricsView.Snapshot(machine, agent.Standing)))
            {
                snapshot[key] = value;
            }

            return JsonResult.Of(snapshot, NumbersJson.Default.SortedDictionaryStringDouble, jsonp);
        }

        IResult Stats(string? jsonp)
        {
            if (JsonResult.ProblemOf(jsonp) is { } problem)
            {
                return problem;
            }

            var stats = executors.Read(machine => MetricsView.Stats(machine, MetricsView.Snapshot(machine, agent.Standing)));
            foreach (var (key, value) in MachineReadings.Metrics())
            {
                stats[key] = value;
            }

            return JsonResult.Of(stats, StatsJson.Default.SortedDictionaryStringObject, jsonp);
        }
    }
}

[JsonSerializable(typeof(SortedDictionary<string, object>))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(string))]
internal sealed partial class StatsJson : JsonSerializerContext;
