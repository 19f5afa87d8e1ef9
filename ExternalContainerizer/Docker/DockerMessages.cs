using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MesosOrleans.ExternalContainerizer.Docker;

// What of the Engine API's documents is used here, under its own names; what is null is left out.

/// <summary>POST /containers/create.</summary>
internal sealed record CreateRequest
{
    public required string Image { get; init; }

    public ImmutableArray<string>? Entrypoint { get; init; }

    public ImmutableArray<string>? Cmd { get; init; }

    public ImmutableArray<string> Env { get; init; } = [];

    public string? User { get; init; }

    public string? WorkingDir { get; init; }

    public string? Hostname { get; init; }

    public ImmutableSortedDictionary<string, string>? Labels { get; init; }

    public ImmutableSortedDictionary<string, NoValue>? Volumes { get; init; }

    public ImmutableSortedDictionary<string, NoValue>? ExposedPorts { get; init; }

    public required HostConfig HostConfig { get; init; }
}

/// <summary>What of a container is this machine's. Also POST /containers/ID/update takes its limits.</summary>
internal sealed record HostConfig
{
    public ImmutableArray<string>? Binds { get; init; }

    public string? NetworkMode { get; init; }

    public ImmutableSortedDictionary<string, ImmutableArray<PortBinding>>? PortBindings { get; init; }

    public bool? Privileged { get; init; }

    public long? CpuShares { get; init; }

    public long? CpuPeriod { get; init; }

    public long? CpuQuota { get; init; }

    public long? Memory { get; init; }

    /// <summary>Memory and swap together.</summary>
    public long? MemorySwap { get; init; }

    public LogConfig? LogConfig { get; init; }

    public ImmutableArray<string>? CapAdd { get; init; }

    public ImmutableArray<string>? CapDrop { get; init; }

    public ImmutableArray<Device>? Devices { get; init; }

    public ImmutableArray<string>? Dns { get; init; }

    public ImmutableArray<string>? DnsSearch { get; init; }

    public ImmutableArray<string>? ExtraHosts { get; init; }

    public ImmutableArray<string>? Links { get; init; }

    public ImmutableArray<string>? VolumesFrom { get; init; }

    public ImmutableArray<string>? SecurityOpt { get; init; }
}

/// <summary>An empty object, as the API has it for the members of a set.</summary>
internal sealed record NoValue;

internal sealed record PortBinding(string HostIp, string HostPort);

internal sealed record LogConfig(string Type);

internal sealed record Device(string PathOnHost, string PathInContainer, string CgroupPermissions);

/// <summary>GET /images/NAME/json.</summary>
internal sealed record ImageDocument(string Id, ImageConfig? Config);

internal sealed record ImageConfig
{
    public ImmutableArray<string>? Entrypoint { get; init; }

    public ImmutableArray<string>? Cmd { get; init; }

    public string? User { get; init; }

    public ImmutableSortedDictionary<string, NoValue>? ExposedPorts { get; init; }
}

/// <summary>GET /containers/ID/json.</summary>
internal sealed record ContainerDocument(string Id, ContainerState State, ContainerConfig Config, HostConfig HostConfig);

internal sealed record ContainerConfig(ImmutableSortedDictionary<string, string>? Labels);

internal sealed record ContainerState
{
    /// <summary><c>created</c>, <c>running</c>, <c>paused</c>, <c>restarting</c>, <c>removing</c>, <c>exited</c> or <c>dead</c>.</summary>
    public required string Status { get; init; }

    public int ExitCode { get; init; }

    [JsonPropertyName("OOMKilled")]
    public bool OomKilled { get; init; }

    /// <summary>Why it could not be started.</summary>
    public string? Error { get; init; }
}

/// <summary>An entry of GET /containers/json.</summary>
internal sealed record ContainerEntry(string Id, string State, ImmutableSortedDictionary<string, string>? Labels);

/// <summary>The answer of POST /containers/ID/wait.</summary>
internal sealed record WaitAnswer(long StatusCode);

/// <summary>An answer that says what went wrong.</summary>
internal sealed record ErrorAnswer([property: JsonPropertyName("message")] string? Message);

/// <summary>GET /info.</summary>
internal sealed record EngineInfo
{
    public string? ServerVersion { get; init; }

    public string? Driver { get; init; }

    public string? CgroupDriver { get; init; }

    public string? CgroupVersion { get; init; }

    public bool MemoryLimit { get; init; }

    public bool SwapLimit { get; init; }

    public bool CpuCfsQuota { get; init; }

    public bool LiveRestoreEnabled { get; init; }

    public int Images { get; init; }
}

/// <summary>A line of what POST /images/create tells while it works.</summary>
internal sealed record PullLine
{
    [JsonPropertyName("status")]
    public string? Status { get; init; }

    /// <summary>The layer.</summary>
    [JsonPropertyName("id")]
    public string? Id { get; init; }

    [JsonPropertyName("error")]
    public string? Error { get; init; }
}

/// <summary>GET /containers/ID/stats, as far as it becomes statistics.</summary>
internal sealed record StatsDocument
{
    [JsonPropertyName("cpu_stats")]
    public CpuStats? Cpu { get; init; }

    [JsonPropertyName("memory_stats")]
    public MemoryStats? Memory { get; init; }
}

internal sealed record CpuStats
{
    [JsonPropertyName("cpu_usage")]
    public CpuUsage? Usage { get; init; }

    [JsonPropertyName("throttling_data")]
    public Throttling? Throttling { get; init; }
}

/// <summary>Nanoseconds.</summary>
internal sealed record CpuUsage(
    [property: JsonPropertyName("usage_in_usermode")] ulong User, [property: JsonPropertyName("usage_in_kernelmode")] ulong Kernel);

internal sealed record Throttling(
    [property: JsonPropertyName("periods")] ulong Periods,
    [property: JsonPropertyName("throttled_periods")] ulong ThrottledPeriods,
    [property: JsonPropertyName("throttled_time")] ulong ThrottledTime);

internal sealed record MemoryStats
{
    [JsonPropertyName("usage")]
    public ulong? Usage { get; init; }

    [JsonPropertyName("limit")]
    public ulong? Limit { get; init; }

    /// <summary>The cgroup's own, whose names depend on its version.</summary>
    [JsonPropertyName("stats")]
    public Dictionary<string, JsonElement>? Stats { get; init; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateRequest))]
[JsonSerializable(typeof(HostConfig))]
[JsonSerializable(typeof(ImageDocument))]
[JsonSerializable(typeof(ContainerDocument))]
[JsonSerializable(typeof(ContainerEntry[]))]
[JsonSerializable(typeof(WaitAnswer))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(EngineInfo))]
[JsonSerializable(typeof(PullLine))]
[JsonSerializable(typeof(StatsDocument))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
internal sealed partial class DockerJson : JsonSerializerContext;
