using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MesosOrleans.Protocol;

namespace MesosOrleans.Http;

/// <summary>A task as every endpoint shows it (Mesos 0.19 <c>src/common/http.cpp</c>); the keys are in sorted order.</summary>
/// <param name="ExecutorId">Empty for a command task.</param>
/// <param name="FrameworkId">Whose it is.</param>
/// <param name="Id">Its ID.</param>
/// <param name="Name">For people.</param>
/// <param name="Resources">What it uses.</param>
/// <param name="SlaveId">Where it is.</param>
/// <param name="State"><c>TASK_RUNNING</c> and so on.</param>
/// <param name="Statuses">One entry a state, oldest first.</param>
public sealed record TaskDocument(
    [property: JsonPropertyName("executor_id")] string ExecutorId,
    [property: JsonPropertyName("framework_id")] string FrameworkId,
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("resources")] ResourcesDocument Resources,
    [property: JsonPropertyName("slave_id")] string SlaveId,
    [property: JsonPropertyName("state")] string State,
    [property: JsonPropertyName("statuses")] ImmutableArray<StatusDocument> Statuses)
{
    /// <summary>The document of a task.</summary>
    public static TaskDocument Of(TaskSummary task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new TaskDocument(
            task.ExecutorId?.Value ?? "",
            task.FrameworkId.Value,
            task.TaskId.Value,
            task.Name,
            ResourcesDocument.Of(task.Resources),
            task.SlaveId.Value,
            task.State.WireName(),
            [.. task.Statuses.Select(status => new StatusDocument(status.State.WireName(), status.Timestamp))]);
    }
}

/// <summary>When a task came into a state.</summary>
/// <param name="State"><c>TASK_RUNNING</c> and so on.</param>
/// <param name="Timestamp">Seconds since 1970.</param>
public sealed record StatusDocument(
    [property: JsonPropertyName("state")] string State,
    [property: JsonPropertyName("timestamp")] double Timestamp);
