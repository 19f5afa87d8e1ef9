using System.Collections.Immutable;

namespace MesosOrleans.Metrics;

/// <summary>Adds up what the silos count and hold, so that each can speak of the whole cluster (design, section 5). Key "0".</summary>
[Alias("mesos.IClusterMetricsGrain")]
public interface IClusterMetricsGrain : IGrainWithStringKey
{
    /// <summary>A silo says what it counts and holds now; answered is the cluster's sum, with it.</summary>
    [Alias("Push")]
    Task<ImmutableArray<MetricValue>> Push(SiloAddress silo, ImmutableArray<MetricValue> values);
}

/// <summary>One value.</summary>
/// <param name="Key">As in <c>/metrics/snapshot</c>.</param>
/// <param name="Value">Finite.</param>
/// <param name="IsCounter">It only rises, so it still counts when its silo is gone.</param>
[GenerateSerializer, Immutable, Alias("mesos.MetricValue")]
public readonly record struct MetricValue([property: Id(0)] string Key, [property: Id(1)] double Value, [property: Id(2)] bool IsCounter);
