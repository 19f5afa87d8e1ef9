using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MesosOrleans.Slaves;

namespace MesosOrleans.Http;

/// <summary>The small parts of <c>/master/state.json</c>, whose properties stand in the order of their keys.</summary>
public static class StateDocuments
{
    public static SlaveDocument Of(SlaveView slave)
    {
        ArgumentNullException.ThrowIfNull(slave);
        return new SlaveDocument
        {
            Attributes = AttributesDocument.Of(slave.Info.Attributes),
            Hostname = slave.Info.Hostname,
            Id = slave.Info.Id?.Value ?? "",
            Pid = string.Create(CultureInfo.InvariantCulture, $"slave(1)@{slave.Info.Hostname}:{slave.Info.Port}"),
            RegisteredTime = Seconds(slave.RegisteredAt),
            ReregisteredTime = slave.ReregisteredAt is { } again ? Seconds(again) : null,
            Resources = ResourcesDocument.Of(slave.Info.Resources),
        };
    }

    /// <summary>Seconds since 1970 to the microsecond; 0 for what has not happened, as in Mesos.</summary>
    public static double Seconds(DateTimeOffset? time) =>
        time is { } known ? Math.Round((known - DateTimeOffset.UnixEpoch).TotalSeconds, 6) : 0;
}

/// <summary>A slave in <c>/master/state.json</c>.</summary>
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

/// <summary>An offer of a framework.</summary>
public sealed record OfferDocument(string FrameworkId, string Id, ResourcesDocument Resources, string SlaveId);

/// <summary>The reflection-free JSON of these.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SlaveDocument))]
[JsonSerializable(typeof(OfferDocument))]
[JsonSerializable(typeof(TaskDocument))]
public sealed partial class StateJson : JsonSerializerContext;
