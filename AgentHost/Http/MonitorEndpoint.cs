using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.Http;

namespace MesosOrleans.AgentHost.Http;

/// <summary><c>/monitor/statistics.json</c>: what every container uses, asked afresh. Takes JSONP.</summary>
internal static class MonitorEndpoint
{
    public static void MapMonitor(this IEndpointRouteBuilder app, ContainerMonitorService monitor)
    {
        // As in Mesos the method does not matter, and what follows the name is ignored.
        app.Map("/monitor/statistics.json/{**rest}", Answer);

        async Task<IResult> Answer(string? jsonp)
        {
            if (jsonp is not null && !JsonAnswer.IsCallback(jsonp))
            {
                return TypedResults.Text($"jsonp={jsonp} is no name of a function", statusCode: StatusCodes.Status400BadRequest);
            }

            var usages = await monitor.Sample();
            var document = new MonitorDocument[usages.Length];
            for (var i = 0; i < usages.Length; i++) document[i] = MonitorDocument.Of(usages[i]);
            var answer = JsonAnswer.Of(document, MonitorJson.Readable.MonitorDocumentArray, jsonp);
            return TypedResults.Bytes(answer.Body, answer.ContentType);
        }
    }
}
