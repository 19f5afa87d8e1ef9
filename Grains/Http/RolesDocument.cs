using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MesosOrleans.Http;

/// <summary><c>/master/roles.json</c> (Mesos 0.19 <c>src/master/http.cpp:545</c>); the keys are in sorted order.</summary>
public sealed record RolesDocument(ImmutableArray<RoleDocument> Roles);

/// <summary>One role: whose frameworks there are, and what they hold together.</summary>
public sealed record RoleDocument(ImmutableArray<string> Frameworks, string Name, ResourcesDocument Resources, double Weight);

/// <summary>The reflection-free JSON of these.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RolesDocument))]
public sealed partial class RolesJson : JsonSerializerContext;
