using System.Collections.Immutable;

namespace MesosOrleans.Metrics;

/// <summary>
/// Hosts one <see cref="MetricTotals"/>. It is lost with its silo, and so is what silos counted that are gone: the cluster's counters begin lower then, as those of Mesos do with a new master.
/// </summary>
[GrainType("cluster-metrics")]
public sealed class ClusterMetricsGrain(ISiloStatusOracle silos) : Grain, IClusterMetricsGrain
{
    private readonly MetricTotals _totals = new();

    public Task<ImmutableArray<MetricValue>> Push(SiloAddress silo, ImmutableArray<MetricValue> values)
    {
        foreach (var known in _totals.Silos.Where(known => silos.IsDeadSilo(SiloAddress.FromParsableString(known))).ToArray())
        {
            _totals.End(known);
        }

        if (!silos.IsDeadSilo(silo))
        {
            _totals.Take(silo.ToParsableString(), values);
        }

        return Task.FromResult(_totals.Sum());
    }
}
