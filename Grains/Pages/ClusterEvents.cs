using System.Collections.Immutable;
using MesosOrleans.Protocol;

namespace MesosOrleans.Pages;

/// <summary>What has changed from one model to the next. What came and went in between is not seen, but of a task its last state.</summary>
public static class ClusterEvents
{
    /// <summary>So many changes of one step are told; of the rest there is one word. More than this nobody reads.</summary>
    public const int StepMax = 100;

    /// <summary>The newest so many of both, the newest first.</summary>
    /// <param name="known">The newest first.</param>
    /// <param name="more">As they happened.</param>
    /// <param name="most">How many are kept.</param>
    public static ImmutableArray<ClusterEvent> Append(ImmutableArray<ClusterEvent> known, IReadOnlyList<ClusterEvent> more, int most)
    {
        ArgumentNullException.ThrowIfNull(more);
        return more.Count == 0 ? known : [.. more.Reverse().Concat(known).Take(most)];
    }

    /// <summary>The changes, oldest first.</summary>
    public static IReadOnlyList<ClusterEvent> Between(ClusterModel before, ClusterModel after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var events = new List<ClusterEvent>();
        if (before.Leader.Pid != after.Leader.Pid)
        {
            events.Add(new ClusterEvent(after.At, ClusterEventKind.Leader, after.Leader.Pid, after.Leader.Pid, "leading"));
        }

        Slaves(before, after, events);
        Frameworks(before, after, events);
        Tasks(before, after, events);
        return events;
    }

    private static void Slaves(ClusterModel before, ClusterModel after, List<ClusterEvent> events)
    {
        var known = before.Slaves.ToDictionary(row => row.Id);
        foreach (var row in after.Slaves)
        {
            known.Remove(row.Id, out var former);
            if (former?.State != row.State)
            {
                var change = former is null && row.State == SlaveStanding.Connected ? "added" : row.State.ToString().ToLowerInvariant();
                events.Add(new ClusterEvent(after.At, ClusterEventKind.Slave, row.Id, row.View.Info.Hostname, change, row.State != SlaveStanding.Connected));
            }
        }

        events.AddRange(known.Values.Select(row => new ClusterEvent(after.At, ClusterEventKind.Slave, row.Id, row.View.Info.Hostname, "removed", true)));
    }

    private static void Frameworks(ClusterModel before, ClusterModel after, List<ClusterEvent> events)
    {
        var known = before.Frameworks.ToDictionary(row => row.Id, row => row.State);
        foreach (var row in after.Frameworks)
        {
            if (!known.TryGetValue(row.Id, out var former) || former != row.State)
            {
                events.Add(new ClusterEvent(
                    after.At, ClusterEventKind.Framework, row.Id, row.Info.Name, row.State.ToString().ToLowerInvariant(), row.State == FrameworkStanding.Disconnected));
            }
        }
    }

    private static void Tasks(ClusterModel before, ClusterModel after, List<ClusterEvent> events)
    {
        var told = new List<ClusterEvent>();
        var more = 0;
        foreach (var row in after.Tasks)
        {
            // A task that has not changed is the same object, where silo and framework share a process; else its states say it.
            if (before.Task(row.Task.FrameworkId.Value, row.Task.TaskId.Value) is { } former
                && (ReferenceEquals(former.Task, row.Task) || (former.Task.State == row.Task.State && former.Task.Statuses.Length == row.Task.Statuses.Length)))
            {
                continue;
            }

            // A finished task whose ID is in use again says nothing new.
            if (row.Task.State.IsTerminal() && after.Task(row.Task.FrameworkId.Value, row.Task.TaskId.Value) is { } shown && !ReferenceEquals(shown.Task, row.Task))
            {
                continue;
            }

            if (told.Count == StepMax)
            {
                more++;
                continue;
            }

            var at = row.Task.Statuses.IsEmpty ? after.At : ResourceText.At(row.Since);
            told.Add(new ClusterEvent(
                at, ClusterEventKind.Task, $"{row.Task.FrameworkId}/{row.Task.TaskId}", row.Task.Name, row.Task.State.WireName(), row.Task.State is TaskState.Failed or TaskState.Lost));
        }

        if (more > 0)
        {
            events.Add(new ClusterEvent(after.At, ClusterEventKind.Task, "", $"{more} more tasks", "changed"));
        }

        events.AddRange(told.OrderBy(one => one.At));
    }
}
