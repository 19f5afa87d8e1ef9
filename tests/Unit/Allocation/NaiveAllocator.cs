using MesosOrleans.Protocol;
using MesosOrleans.Values;

namespace MesosOrleans.Tests.Unit.Allocation;

/// <summary>
/// The rules once more, in the plainest words: everything is summed and sorted anew for each question, nothing is remembered but what
/// happened. Ledgers, frameworks, filters and counts are its only state.
/// </summary>
internal sealed class NaiveAllocator(IReadOnlyDictionary<string, double> roles)
{
    internal sealed record Slave(SlaveId Id)
    {
        internal Resources Total { get; set; } = Resources.Empty;

        internal bool Active { get; set; }

        internal bool Checkpoint { get; set; }

        internal List<(FrameworkId Framework, Resources Resources)> Held { get; } = [];

        internal List<(FrameworkId Framework, Resources Resources)> Proposed { get; } = [];

        internal Resources Free => Held.Concat(Proposed).Aggregate(Total, (free, entry) => free - entry.Resources);
    }

    internal sealed record Framework(FrameworkId Id, string Role)
    {
        internal bool Active { get; set; }

        internal bool Checkpoint { get; set; }

        internal int Count { get; set; }
    }

    internal Dictionary<SlaveId, Slave> Slaves { get; } = [];

    internal Dictionary<FrameworkId, Framework> Frameworks { get; } = [];

    internal List<(FrameworkId Framework, SlaveId Slave, Resources Refused, DateTimeOffset Until)> Filters { get; } = [];

    internal Dictionary<string, int> RoleCounts { get; } = roles.Keys.ToDictionary(role => role, _ => 0);

    /// <summary>Who should be offered what of a slave now; null: nobody anything.</summary>
    internal (FrameworkId Framework, Resources Resources)? Next(Slave slave, DateTimeOffset now)
    {
        var free = slave.Free.Allocatable;
        var inOrder = from framework in Frameworks.Values
                      where framework.Active && (slave.Checkpoint || !framework.Checkpoint)
                      let mates = Frameworks.Values.Where(other => other.Role == framework.Role).Select(other => other.Id).ToHashSet()
                      orderby Share(mates) / roles[framework.Role], RoleCounts[framework.Role], framework.Role, Share([framework.Id]),
                          framework.Count, framework.Id.Value
                      select framework;
        foreach (var framework in inOrder)
        {
            var candidate = framework.Role == "*" ? free.ForRole("*") : free.ForRole("*") + free.ForRole(framework.Role);
            var useful = candidate.Milli("cpus") >= 100 && candidate.Milli("mem") >= 33_000;
            var hidden = Filters.Any(filter => filter.Framework == framework.Id && filter.Slave == slave.Id && filter.Until > now
                && filter.Refused.Contains(candidate));
            if (useful && !hidden)
                return (framework.Id, candidate);
        }

        return null;
    }

    private double Share(HashSet<FrameworkId> frameworks)
    {
        var total = Slaves.Values.Aggregate(Resources.Empty, (sum, slave) => sum + Scalars(slave.Total));
        var held = Slaves.Values.SelectMany(slave => slave.Held.Concat(slave.Proposed)).Where(entry => frameworks.Contains(entry.Framework))
            .Aggregate(Resources.Empty, (sum, entry) => sum + Scalars(entry.Resources));
        return held.List.Where(entry => total.Milli(entry.Name) > 0)
            .Select(entry => entry.Milli / (double)total.Milli(entry.Name)).Append(0).Max();
    }

    private static Resources Scalars(Resources resources) =>
        Resources.Of([.. resources.Unreserved.List.Where(entry => entry.Type == MesosOrleans.Values.ValueType.Scalar)]);
}
