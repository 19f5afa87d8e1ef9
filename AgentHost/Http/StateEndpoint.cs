using MesosOrleans.AgentHost.Executors;
using MesosOrleans.Http;

namespace MesosOrleans.AgentHost.Http;

/// <summary><c>/slave(1)/state.json</c>, also as <c>/state.json</c>: what the agent is and what runs on it. Takes JSONP.</summary>
internal static class StateEndpoint
{
    public static void MapState(this IEndpointRouteBuilder app, AgentService agent, ExecutorService executors)
    {
        // As in Mesos the method does not matter, and what follows the name is ignored.
        app.Map("/slave(1)/state.json/{**rest}", Answer);
        app.Map("/state.json/{**rest}", Answer);

        IResult Answer(string? jsonp)
        {
            if (jsonp is not null && !JsonAnswer.IsCallback(jsonp))
            {
                return TypedResults.Text($"jsonp={jsonp} is no name of a function", statusCode: StatusCodes.Status400BadRequest);
            }

            var document = executors.Read(machine => StateView.Of(machine, agent.Identity));
            var answer = JsonAnswer.Of(document, AgentJson.Readable.StateDocument, jsonp);
            return TypedResults.Bytes(answer.Body, answer.ContentType);
        }
    }
}
