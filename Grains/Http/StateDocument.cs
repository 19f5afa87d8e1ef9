using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MesosOrleans.Http;

/// <summary>
/// <c>/master/state.json</c>, with the fields of Mesos 0.19 (<c>src/master/http.cpp:450</c>) and <c>product</c>. Properties stand in the order of their keys, which is
/// the order of Mesos's output. Null is left out.
/// </summary>
public sealed record StateDocument
{
    public required int ActivatedSlaves { get; init; }

    public required string BuildDate { get; init; }

    public required double BuildTime { get; init; }

    public required string BuildUser { get; init; }

    public string? Cluster { get; init; }

    public required ImmutableArray<FrameworkDocument> CompletedFrameworks { get; init; }

    public required int DeactivatedSlaves { get; init; }

    public double? ElectedTime { get; init; }

    public required long FailedTasks { get; init; }

    public required long FinishedTasks { get; init; }

    public required SortedDictionary<string, string> Flags { get; init; }

    public required ImmutableArray<FrameworkDocument> Frameworks { get; init; }

    public required string Hostname { get; init; }

    public required string Id { get; init; }

    public required long KilledTasks { get; init; }

    public string? Leader { get; init; }

    public string? LogDir { get; init; }

    public required long LostTasks { get; init; }

    public required string Pid { get; init; }

    /// <summary>Ours: name and version of this product, since <c>version</c> says the level of Mesos.</summary>
    public required string Product { get; init; }

    public required ImmutableArray<SlaveDocument> Slaves { get; init; }

    public required long StagedTasks { get; init; }

    public required double StartTime { get; init; }

    public required long StartedTasks { get; init; }

    public required string Version { get; init; }
}

/// <summary>A slave in <see cref="StateDocument"/>.</summary>
public sealed record SlaveDocument
{
    public required SortedDictionary<string, JsonNode> Attributes { get; init; }

    public required string Hostname { get; init; }

    public required string Id { get; init; }

    public required string Pid { get; init; }

    public required double RegisteredTime { get; init; }

    public double? ReregisteredTime { get; init; }

    public required ResourcesDocument Resources { get; init; }
}

/// <summary>A framework in <see cref="StateDocument"/>, live or completed.</summary>
public sealed record FrameworkDocument
{
    public required bool Active { get; init; }

    public required bool Checkpoint { get; init; }

    public required ImmutableArray<TaskDocument> CompletedTasks { get; init; }

    public required double FailoverTimeout { get; init; }

    public required string Hostname { get; init; }

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required ImmutableArray<OfferDocument> Offers { get; init; }

    public required double RegisteredTime { get; init; }

    public double? ReregisteredTime { get; init; }

    public required ResourcesDocument Resources { get; init; }

    public required string Role { get; init; }

    public required ImmutableArray<TaskDocument> Tasks { get; init; }

    public required double UnregisteredTime { get; init; }

    public required string User { get; init; }
}

/// <summary>An offer in <see cref="FrameworkDocument"/>.</summary>
public sealed record OfferDocument(string FrameworkId, string Id, ResourcesDocument Resources, string SlaveId);

/// <summary>The reflection-free JSON of <see cref="StateDocument"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StateDocument))]
public sealed partial class StateJson : JsonSerializerContext;
