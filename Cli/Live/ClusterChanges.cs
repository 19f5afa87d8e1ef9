using MesosOrleans.Cli.Cluster;

namespace MesosOrleans.Cli.Live;

/// <summary>What has changed from one state of a cluster to the next. Pure.</summary>
internal static class ClusterChanges
{
    /// <summary>The changes: of the leader, of slaves, of frameworks, of tasks. What came and went between the two states is not seen, but of tasks their last state.</summary>
    public static IEnumerable<ClusterEvent> Between(StateDocument before, StateDocument after, DateTimeOffset now)
    {
        if (after.Leader is { } leader && leader != before.Leader)
        {
            yield return new ClusterEvent(now, "master", leader, "leading", StateTables.AddressOf(leader));
        }

        foreach (var one in Sets(before.Slaves, after.Slaves, slave => slave.Id, slave => slave.Hostname, "slave", now))
        {
            yield return one;
        }

        foreach (var one in Sets(before.Frameworks, after.Frameworks, framework => framework.Id, framework => framework.Name, "framework", now))
        {
            yield return one;
        }

        var active = before.Frameworks.ToDictionary(framework => framework.Id, framework => framework.Active);
        foreach (var framework in after.Frameworks.Where(framework => active.GetValueOrDefault(framework.Id, framework.Active) != framework.Active))
        {
            yield return new ClusterEvent(now, "framework", framework.Id, framework.Active ? "active" : "inactive", framework.Name);
        }

        var states = new Dictionary<string, string>();
        foreach (var task in TaskFinder.All(before, null))
        {
            states[Key(task)] = task.Task.State;
        }

        foreach (var task in TaskFinder.All(after, null))
        {
            if (states.GetValueOrDefault(Key(task)) != task.Task.State)
            {
                yield return new ClusterEvent(now, "task", Key(task), task.Task.State, $"{task.Task.Name} on slave {task.Task.SlaveId}");
            }
        }
    }

    private static IEnumerable<ClusterEvent> Sets<T>(
        T[] before, T[] after, Func<T, string> idOf, Func<T, string> nameOf, string kind, DateTimeOffset now)
    {
        var (old, recent) = (before.Select(idOf).ToHashSet(), after.Select(idOf).ToHashSet());
        return after.Where(one => !old.Contains(idOf(one))).Select(one => new ClusterEvent(now, kind, idOf(one), "added", nameOf(one)))
            .Concat(before.Where(one => !recent.Contains(idOf(one))).Select(one => new ClusterEvent(now, kind, idOf(one), "removed", nameOf(one))));
    }

    private static string Key(FoundTask task) => $"{task.Framework.Id}/{task.Task.Id}";
}
