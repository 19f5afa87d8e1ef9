using System.Globalization;
using MesosOrleans.Cli.Cluster;
using MesosOrleans.Values;

namespace MesosOrleans.Cli.Tasks;

/// <summary>Why there is no offer that fits, as far as the cluster's state tells. Pure.</summary>
internal static class WaitReason
{
    public static string Of(StateDocument state, Resources wanted)
    {
        if (state.Slaves.Length == 0)
        {
            return "no slaves are registered; 'mesos agent --master=HOST:PORT' adds one";
        }

        var large = state.Slaves.Where(slave => Holds(slave.Resources, wanted)).ToList();
        if (large.Count == 0)
        {
            var most = state.Slaves.MaxBy(slave => (slave.Resources.Cpus, slave.Resources.Mem))!.Resources;
            return string.Create(CultureInfo.InvariantCulture,
                $"no slave is large enough for {wanted}; the largest of {state.Slaves.Length} has cpus:{most.Cpus}; mem:{most.Mem}; disk:{most.Disk}");
        }

        var tasks = state.Frameworks.Sum(framework => framework.Tasks.Length);
        return string.Create(CultureInfo.InvariantCulture,
            $"no offer holds {wanted} now; {large.Count} of {state.Slaves.Length} slaves are large enough, {tasks} tasks run");
    }

    private static bool Holds(ResourcesEntry total, Resources wanted) =>
        total.Cpus >= wanted.Cpus && total.Mem >= wanted.Mem && total.Disk >= wanted.Disk;
}
