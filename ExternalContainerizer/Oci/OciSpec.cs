using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MesosOrleans.ExternalContainerizer.Oci;

// config.json of a bundle as far as it is used here, under the names of the OCI runtime specification; what is null is left out.

internal sealed record OciSpec
{
    public string OciVersion { get; init; } = "1.0.2";

    public required OciProcess Process { get; init; }

    public required OciRoot Root { get; init; }

    public string? Hostname { get; init; }

    public required ImmutableArray<OciMount> Mounts { get; init; }

    public required ImmutableSortedDictionary<string, string> Annotations { get; init; }

    public required OciLinux Linux { get; init; }
}

internal sealed record OciProcess
{
    public bool Terminal { get; init; }

    public required OciUser User { get; init; }

    public required ImmutableArray<string> Args { get; init; }

    public required ImmutableArray<string> Env { get; init; }

    public required string Cwd { get; init; }

    public required OciCapabilities Capabilities { get; init; }

    public bool NoNewPrivileges { get; init; }
}

internal sealed record OciUser(uint Uid, uint Gid, ImmutableArray<uint> AdditionalGids);

internal sealed record OciCapabilities(ImmutableArray<string> Bounding, ImmutableArray<string> Effective, ImmutableArray<string> Permitted);

internal sealed record OciRoot(string Path);

internal sealed record OciMount(string Destination, string Type, string Source, ImmutableArray<string> Options);

internal sealed record OciLinux
{
    public required string CgroupsPath { get; init; }

    public required OciResources Resources { get; init; }

    public required ImmutableArray<OciNamespace> Namespaces { get; init; }

    public ImmutableArray<string>? MaskedPaths { get; init; }

    public ImmutableArray<string>? ReadonlyPaths { get; init; }
}

internal sealed record OciNamespace(string Type);

internal sealed record OciResources
{
    public ImmutableArray<OciDeviceRule>? Devices { get; init; }

    public OciCpu? Cpu { get; init; }

    public OciMemory? Memory { get; init; }
}

internal sealed record OciDeviceRule(bool Allow, string Access);

internal sealed record OciCpu(long? Shares, long? Quota, long? Period);

/// <summary>Bytes; swap is memory and swap together.</summary>
internal sealed record OciMemory(long? Limit, long? Swap);

/// <summary>What a runtime tells of a container.</summary>
internal sealed record OciState
{
    /// <summary><c>creating</c>, <c>created</c>, <c>running</c> or <c>stopped</c>.</summary>
    public required string Status { get; init; }

    public int Pid { get; init; }

    public ImmutableSortedDictionary<string, string>? Annotations { get; init; }
}

// Documents of an image layout.

internal sealed record OciIndex(ImmutableArray<OciDescriptor> Manifests);

internal sealed record OciManifest(OciDescriptor Config, ImmutableArray<OciDescriptor> Layers);

internal sealed record OciDescriptor
{
    public string MediaType { get; init; } = "";

    public required string Digest { get; init; }

    public long Size { get; init; }

    public ImmutableSortedDictionary<string, string>? Annotations { get; init; }

    public OciPlatform? Platform { get; init; }
}

internal sealed record OciPlatform(string Architecture, string Os);

internal sealed record OciImageDocument(OciImageConfig? Config);

/// <summary>What an image says of what runs in it; its names begin with capital letters in the specification.</summary>
internal sealed record OciImageConfig
{
    [JsonPropertyName("User")]
    public string? User { get; init; }

    [JsonPropertyName("Env")]
    public ImmutableArray<string>? Env { get; init; }

    [JsonPropertyName("Entrypoint")]
    public ImmutableArray<string>? Entrypoint { get; init; }

    [JsonPropertyName("Cmd")]
    public ImmutableArray<string>? Cmd { get; init; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(OciSpec))]
[JsonSerializable(typeof(OciState))]
[JsonSerializable(typeof(OciIndex))]
[JsonSerializable(typeof(OciManifest))]
[JsonSerializable(typeof(OciImageDocument))]
internal sealed partial class OciJson : JsonSerializerContext;
