using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MesosOrleans.Http;

/// <summary>
/// <c>/registrar(1)/registry</c>: the message mesos.internal.Registry as libprocess writes protobuf as JSON. Optional fields are there if set or if they have a default,
/// repeated ones if not empty. Properties stand in the order of their keys. Both are null, and the document is <c>{}</c>, until the registry is recovered.
/// </summary>
public sealed record RegistryDocument
{
    public RegistryPart<RegistryMasterDocument>? Master { get; init; }

    public RegistrySlavesDocument? Slaves { get; init; }
}

/// <summary>A message whose only field is <c>info</c>.</summary>
public sealed record RegistryPart<T>(T Info);

public sealed record RegistryMasterDocument(string Hostname, string Id, uint Ip, string Pid, int Port);

public sealed record RegistrySlavesDocument(ImmutableArray<RegistryPart<RegistrySlaveDocument>>? Slaves);

public sealed record RegistrySlaveDocument
{
    public ImmutableArray<RegistryEntryDocument>? Attributes { get; init; }

    public required bool Checkpoint { get; init; }

    public required string Hostname { get; init; }

    public required RegistryValueDocument<string> Id { get; init; }

    public required int Port { get; init; }

    public ImmutableArray<RegistryEntryDocument>? Resources { get; init; }

    public required string WebuiHostname { get; init; }

    public required int WebuiPort { get; init; }
}

/// <summary>A resource, or an attribute (without role).</summary>
public sealed record RegistryEntryDocument
{
    public required string Name { get; init; }

    public RegistryRangesDocument? Ranges { get; init; }

    public string? Role { get; init; }

    public RegistryValueDocument<double>? Scalar { get; init; }

    public RegistrySetDocument? Set { get; init; }

    public RegistryValueDocument<string>? Text { get; init; }

    public required string Type { get; init; }
}

public sealed record RegistryValueDocument<T>(T Value);

public sealed record RegistryRangesDocument(ImmutableArray<RegistryRangeDocument> Range);

public sealed record RegistryRangeDocument(ulong Begin, ulong End);

public sealed record RegistrySetDocument(ImmutableArray<string> Item);

/// <summary>The reflection-free JSON of <see cref="RegistryDocument"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RegistryDocument))]
public sealed partial class RegistryJson : JsonSerializerContext;
