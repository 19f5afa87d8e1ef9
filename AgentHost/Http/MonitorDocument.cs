using System.Text.Json.Serialization;
using MesosOrleans.AgentHost.Containerizers;
using MesosOrleans.Http;

namespace MesosOrleans.AgentHost.Http;

/// <summary>One entry of <c>statistics.json</c> (Mesos 0.19 <c>src/slave/monitor.cpp</c>).</summary>
internal sealed record MonitorDocument(
    [property: JsonPropertyName("executor_id")] string ExecutorId,
    [property: JsonPropertyName("executor_name")] string ExecutorName,
    [property: JsonPropertyName("framework_id")] string FrameworkId,
    [property: JsonPropertyName("source")] string Source,
    [property: JsonPropertyName("statistics")] StatisticsDocument Statistics)
{
    public static MonitorDocument Of(ContainerUsage usage)
    {
        var (spec, statistics) = (usage.Spec, usage.Statistics);
        return new MonitorDocument(spec.ExecutorId.Value, spec.ExecutorName, spec.FrameworkId.Value, spec.Source, new StatisticsDocument
        {
            CpusLimit = statistics.CpusLimit,
            CpusNrPeriods = statistics.CpusNrPeriods,
            CpusNrThrottled = statistics.CpusNrThrottled,
            CpusSystemTimeSecs = statistics.CpusSystemTimeSecs,
            CpusThrottledTimeSecs = statistics.CpusThrottledTimeSecs,
            CpusUserTimeSecs = statistics.CpusUserTimeSecs,
            DiskLimitBytes = statistics.DiskLimitBytes,
            DiskUsedBytes = statistics.DiskUsedBytes,
            MemAnonBytes = statistics.MemAnonBytes,
            MemFileBytes = statistics.MemFileBytes,
            MemLimitBytes = statistics.MemLimitBytes,
            MemMappedFileBytes = statistics.MemMappedFileBytes,
            MemRssBytes = statistics.MemRssBytes,
            Timestamp = statistics.Timestamp,
        });
    }
}

/// <summary>The statistics of one container; what nobody measures is not there.</summary>
internal sealed record StatisticsDocument
{
    [JsonPropertyName("cpus_limit")]
    public double? CpusLimit { get; init; }

    [JsonPropertyName("cpus_nr_periods")]
    public uint? CpusNrPeriods { get; init; }

    [JsonPropertyName("cpus_nr_throttled")]
    public uint? CpusNrThrottled { get; init; }

    [JsonPropertyName("cpus_system_time_secs")]
    public double? CpusSystemTimeSecs { get; init; }

    [JsonPropertyName("cpus_throttled_time_secs")]
    public double? CpusThrottledTimeSecs { get; init; }

    [JsonPropertyName("cpus_user_time_secs")]
    public double? CpusUserTimeSecs { get; init; }

    [JsonPropertyName("disk_limit_bytes")]
    public ulong? DiskLimitBytes { get; init; }

    [JsonPropertyName("disk_used_bytes")]
    public ulong? DiskUsedBytes { get; init; }

    [JsonPropertyName("mem_anon_bytes")]
    public ulong? MemAnonBytes { get; init; }

    [JsonPropertyName("mem_file_bytes")]
    public ulong? MemFileBytes { get; init; }

    [JsonPropertyName("mem_limit_bytes")]
    public ulong? MemLimitBytes { get; init; }

    [JsonPropertyName("mem_mapped_file_bytes")]
    public ulong? MemMappedFileBytes { get; init; }

    [JsonPropertyName("mem_rss_bytes")]
    public ulong? MemRssBytes { get; init; }

    [JsonPropertyName("timestamp")]
    public double Timestamp { get; init; }
}

/// <summary>The reflection-free JSON of these.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MonitorDocument[]))]
internal sealed partial class MonitorJson : JsonSerializerContext
{
    public static MonitorJson Readable { get; } = new(new(JsonAnswer.Options()) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull });
}
