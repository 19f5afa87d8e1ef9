using System.Text.Json;
using System.Text.Json.Serialization;

namespace MesosOrleans.Cli.Cluster;

/// <summary>One container in <c>/monitor/statistics.json</c> of an agent.</summary>
internal sealed record ContainerEntry
{
    [JsonPropertyName("framework_id")]
    public string FrameworkId { get; set; } = "";

    [JsonPropertyName("executor_id")]
    public string ExecutorId { get; set; } = "";

    [JsonPropertyName("statistics")]
    public StatisticsEntry Statistics { get; set; } = new();
}

/// <summary>What a container uses; what nobody measures is null.</summary>
internal sealed record StatisticsEntry
{
    [JsonPropertyName("timestamp")]
    public double Timestamp { get; set; }

    [JsonPropertyName("cpus_user_time_secs")]
    public double? UserSeconds { get; set; }

    [JsonPropertyName("cpus_system_time_secs")]
    public double? SystemSeconds { get; set; }

    [JsonPropertyName("mem_rss_bytes")]
    public double? MemoryBytes { get; set; }

    [JsonPropertyName("mem_limit_bytes")]
    public double? MemoryLimitBytes { get; set; }
}

/// <summary>One answer of <c>/files/read.json</c>: a character a byte.</summary>
internal sealed record FilePageEntry
{
    [JsonPropertyName("offset")]
    public long Offset { get; set; }

    [JsonPropertyName("data")]
    public string Data { get; set; } = "";
}

/// <summary>One row of <c>mesos ps --json</c>.</summary>
internal sealed record UsageRow(
    [property: JsonPropertyName("user")] string User,
    [property: JsonPropertyName("framework")] string Framework,
    [property: JsonPropertyName("framework_id")] string FrameworkId,
    [property: JsonPropertyName("task_id")] string TaskId,
    [property: JsonPropertyName("slave_id")] string SlaveId,
    [property: JsonPropertyName("hostname")] string Hostname,
    [property: JsonPropertyName("cpus")] double Cpus,
    [property: JsonPropertyName("cpu_seconds")] double? CpuSeconds,
    [property: JsonPropertyName("mem_rss_bytes")] double? MemoryBytes,
    [property: JsonPropertyName("mem_limit_bytes")] double? MemoryLimitBytes,
    [property: JsonPropertyName("timestamp")] double? Timestamp);

[JsonSerializable(typeof(ContainerEntry[]))]
[JsonSerializable(typeof(FilePageEntry))]
[JsonSerializable(typeof(UsageRow))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class UsageJson : JsonSerializerContext;
