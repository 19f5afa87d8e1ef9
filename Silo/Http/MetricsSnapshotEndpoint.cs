using System.Text.Json.Serialization;
using MesosOrleans.Flags;
using MesosOrleans.Metrics;
using MesosOrleans.Silo.Telemetry;

namespace MesosOrleans.Silo.Http;

internal static class MetricsSnapshotEndpoint
{
    public static void MapMetricsSnapshot(this WebApplication app) =>
        app.Map("/metrics/snapshot", Answer).WithHelp(
            "/metrics/snapshot",
            "The metrics of Mesos 0.19 as one JSON object of numbers, as far as this silo has them.",
            "timeout=DURATION (such as 5secs): what has no value by then is left out. jsonp=NAME: the answer as the script NAME(document);");

    private static async Task<IResult> Answer(Leadership leadership, SnapshotReader metrics, string? timeout, string? jsonp)
    {
        if (JsonResult.ProblemOf(jsonp) is { } problem)
            return problem;

        var longest = Timeout.InfiniteTimeSpan;
        if (timeout is not null && !TryTimeout(timeout, out longest, out var reason))
            return TypedResults.Text($"Invalid timeout '{timeout}': {reason}\n", statusCode: StatusCodes.Status400BadRequest);

        await leadership.Refresh(longest);
        return JsonResult.Of(MetricNames.Snapshot(metrics.Read()), SnapshotJson.Default.SortedDictionaryStringDouble, jsonp);
    }

    private static bool TryTimeout(string text, out TimeSpan timeout, out string problem)
    {
        problem = "";
        timeout = TimeSpan.Zero;
        try
        {
            timeout = DurationText.Parse(text);
            return true;
        }
        catch (FormatException e)
        {
            problem = e.Message;
            return false;
        }
    }
}

[JsonSerializable(typeof(SortedDictionary<string, double>))]
internal sealed partial class SnapshotJson : JsonSerializerContext;
