using MesosOrleans.AgentHost.Executors;
using MesosOrleans.Web;

namespace MesosOrleans.AgentHost.Http;

/// <summary><c>/slave(1)/state.json</c>: what the agent is and what runs on it.</summary>
internal static class StateEndpoint
{
    public static void MapState(this IEndpointRouteBuilder app, AgentService agent, ExecutorService executors) =>
        app.Map("/slave(1)/state.json", (string? jsonp) => JsonResult.ProblemOf(jsonp)
            ?? JsonResult.Of(executors.Read(machine => StateView.Of(machine, agent.Identity)), AgentJson.Readable.StateDocument, jsonp)).WithHelp(
            "/slave(1)/state.json",
            "The slave with its flags, and its frameworks, executors and tasks, as one JSON document.",
            "jsonp=NAME: the answer as the script NAME(document);");
}
