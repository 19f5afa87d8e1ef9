using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MesosOrleans.Http;

namespace MesosOrleans.Web;

/// <summary><c>/__processes__</c>: what answers in this process. In libprocess they are actors with events that wait; here nothing waits before it is served.</summary>
internal static class ProcessesEndpoint
{
    public static void MapProcesses(this WebApplication app, MesosPath paths)
    {
        ProcessDocument[] all = [.. paths.Actors.Select(actor => new ProcessDocument([], actor))];
        app.Map("/__processes__", () => JsonResult.Of(all, ProcessesJson.Default.ProcessDocumentArray, jsonp: null)).WithHelp(
            "/__processes__", "What answers in this process, each with the events that wait for it.");
    }
}

/// <summary>One actor of <c>/__processes__</c>.</summary>
internal sealed record ProcessDocument(
    [property: JsonPropertyName("events")] ImmutableArray<string> Events,
    [property: JsonPropertyName("id")] string Id);

/// <summary>The reflection-free JSON of these.</summary>
[JsonSerializable(typeof(ProcessDocument[]))]
internal sealed partial class ProcessesJson : JsonSerializerContext;
