using MesosOrleans.Wire;

namespace MesosOrleans.Protocol;

/// <summary>What a container uses and may use at a moment (mesos.ResourceStatistics); null where nobody measures it.</summary>
[GenerateSerializer, Immutable, Alias("mesos.ResourceStatistics"), Message]
public sealed record ResourceStatistics
{
    /// <summary>The moment, in seconds since 1970.</summary>
    [Id(1)]
    public required double Timestamp { get; init; }

    /// <summary>Seconds of user code so far.</summary>
    [Id(2)]
    public double? CpusUserTimeSecs { get; init; }

    /// <summary>Seconds of the kernel for it so far.</summary>
    [Id(3)]
    public double? CpusSystemTimeSecs { get; init; }

    /// <summary>The CPUs that it was given.</summary>
    [Id(4)]
    public double? CpusLimit { get; init; }

    /// <summary>Bytes of memory.</summary>
    [Id(5)]
    public ulong? MemRssBytes { get; init; }

    /// <summary>Bytes of memory that it may use.</summary>
    [Id(6)]
    public ulong? MemLimitBytes { get; init; }

    /// <summary>Periods of the CPU quota in which it ran.</summary>
    [Id(7)]
    public uint? CpusNrPeriods { get; init; }

    /// <summary>Periods at whose end the quota held it.</summary>
    [Id(8)]
    public uint? CpusNrThrottled { get; init; }

    /// <summary>Seconds that the quota held it.</summary>
    [Id(9)]
    public double? CpusThrottledTimeSecs { get; init; }

    /// <summary>Bytes of file pages.</summary>
    [Id(10)]
    public ulong? MemFileBytes { get; init; }

    /// <summary>Bytes of anonymous pages.</summary>
    [Id(11)]
    public ulong? MemAnonBytes { get; init; }

    /// <summary>Bytes of file pages that are mapped.</summary>
    [Id(12)]
    public ulong? MemMappedFileBytes { get; init; }

    /// <summary>Bytes of disk that it may use (since Mesos 0.22).</summary>
    [Id(126), Wire(V1 = 26)]
    public ulong? DiskLimitBytes { get; init; }

    /// <summary>Bytes of disk in its sandbox (since Mesos 0.22).</summary>
    [Id(127), Wire(V1 = 27)]
    public ulong? DiskUsedBytes { get; init; }
}
