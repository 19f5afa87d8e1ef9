using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MesosOrleans.Http;

namespace MesosOrleans.AgentHost.Http;

/// <summary>What <c>/slave(1)/state.json</c> answers; the keys are in sorted order (Mesos 0.19 <c>src/slave/http.cpp:318</c>).</summary>
internal sealed record StateDocument(
    [property: JsonPropertyName("attributes")] SortedDictionary<string, JsonNode> Attributes,
    [property: JsonPropertyName("build_date")] string BuildDate,
    [property: JsonPropertyName("build_time")] double BuildTime,
    [property: JsonPropertyName("build_user")] string BuildUser,
    [property: JsonPropertyName("completed_frameworks")] ImmutableArray<FrameworkDocument> CompletedFrameworks,
    [property: JsonPropertyName("failed_tasks")] long FailedTasks,
    [property: JsonPropertyName("finished_tasks")] long FinishedTasks,
    [property: JsonPropertyName("flags")] ImmutableSortedDictionary<string, string> Flags,
    [property: JsonPropertyName("frameworks")] ImmutableArray<FrameworkDocument> Frameworks,
    [property: JsonPropertyName("hostname")] string Hostname,
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("killed_tasks")] long KilledTasks,
    [property: JsonPropertyName("log_dir"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? LogDir,
    [property: JsonPropertyName("lost_tasks")] long LostTasks,
    [property: JsonPropertyName("master_hostname")] string MasterHostname,
    [property: JsonPropertyName("pid")] string Pid,
    [property: JsonPropertyName("resources")] ResourcesDocument Resources,
    [property: JsonPropertyName("staged_tasks")] long StagedTasks,
    [property: JsonPropertyName("start_time")] double StartTime,
    [property: JsonPropertyName("started_tasks")] long StartedTasks,
    [property: JsonPropertyName("version")] string Version);

/// <summary>One framework on this agent.</summary>
internal sealed record FrameworkDocument(
    [property: JsonPropertyName("checkpoint")] bool Checkpoint,
    [property: JsonPropertyName("completed_executors")] ImmutableArray<ExecutorDocument> CompletedExecutors,
    [property: JsonPropertyName("executors")] ImmutableArray<ExecutorDocument> Executors,
    [property: JsonPropertyName("failover_timeout")] double FailoverTimeout,
    [property: JsonPropertyName("hostname")] string Hostname,
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("role")] string Role,
    [property: JsonPropertyName("user")] string User);

/// <summary>One executor; a command task is its own.</summary>
internal sealed record ExecutorDocument(
    [property: JsonPropertyName("completed_tasks")] ImmutableArray<TaskDocument> CompletedTasks,
    [property: JsonPropertyName("container")] string Container,
    [property: JsonPropertyName("directory")] string Directory,
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("queued_tasks")] ImmutableArray<QueuedDocument> QueuedTasks,
    [property: JsonPropertyName("resources")] ResourcesDocument Resources,
    [property: JsonPropertyName("source")] string Source,
    [property: JsonPropertyName("tasks")] ImmutableArray<TaskDocument> Tasks);

/// <summary>A task that waits for its start.</summary>
internal sealed record QueuedDocument(
    [property: JsonPropertyName("command"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CommandDocument? Command,
    [property: JsonPropertyName("data")] string Data,
    [property: JsonPropertyName("executor_id"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ExecutorInfoDocument? Executor,
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("resources")] ResourcesDocument Resources,
    [property: JsonPropertyName("slave_id")] string SlaveId);

/// <summary>The executor of a task that waits; as in Mesos under the name <c>executor_id</c>.</summary>
internal sealed record ExecutorInfoDocument(
    [property: JsonPropertyName("command")] CommandDocument Command,
    [property: JsonPropertyName("data")] string Data,
    [property: JsonPropertyName("executor_id")] string ExecutorId,
    [property: JsonPropertyName("framework_id")] string FrameworkId,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("resources")] ResourcesDocument Resources);

/// <summary>What is fetched before a command starts.</summary>
internal sealed record UriDocument(
    [property: JsonPropertyName("executable")] bool Executable,
    [property: JsonPropertyName("value")] string Value);

/// <summary>A command.</summary>
internal sealed record CommandDocument(
    [property: JsonPropertyName("environment"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EnvironmentDocument? Environment,
    [property: JsonPropertyName("uris")] ImmutableArray<UriDocument> Uris,
    [property: JsonPropertyName("value")] string Value);

/// <summary>The variables of a command.</summary>
internal sealed record EnvironmentDocument([property: JsonPropertyName("variables")] ImmutableArray<VariableDocument> Variables);

/// <summary>One variable.</summary>
internal sealed record VariableDocument(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("value")] string Value);

/// <summary>The reflection-free JSON of these.</summary>
[JsonSerializable(typeof(StateDocument))]
internal sealed partial class AgentJson : JsonSerializerContext
{
    public static AgentJson Readable { get; } = new(JsonAnswer.Options());
}
