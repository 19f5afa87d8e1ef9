using System.Text.Json.Serialization;

namespace MesosOrleans.Cli.Live;

/// <summary>Something that has changed in a cluster.</summary>
/// <param name="Time">When this program saw it, UTC.</param>
/// <param name="Kind"><c>task</c>, <c>slave</c>, <c>framework</c> or <c>master</c>.</param>
/// <param name="Id">Of what has changed; of a task <c>FRAMEWORK/TASK</c>.</param>
/// <param name="Change"><c>added</c>, <c>removed</c>, or what it is now: <c>TASK_RUNNING</c>, <c>active</c>, <c>inactive</c>, <c>leading</c>.</param>
/// <param name="Detail">For people: name, host, slave.</param>
internal sealed record ClusterEvent(
    [property: JsonPropertyName("time")] DateTimeOffset Time,
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("change")] string Change,
    [property: JsonPropertyName("detail")] string Detail);

[JsonSerializable(typeof(ClusterEvent))]
internal sealed partial class EventJson : JsonSerializerContext;
