using MesosOrleans.Frameworks;
using MesosOrleans.Http;
using MesosOrleans.Protocol;

namespace MesosOrleans.Pages;

/// <summary>All tasks of a cluster as rows.</summary>
internal static class TaskRows
{
    /// <param name="view">What was read.</param>
    /// <param name="states">How many are in each state.</param>
    /// <param name="bySlave">Unfinished ones by slave.</param>
    public static TaskRow[] Of(ClusterView view, out IReadOnlyDictionary<TaskState, int> states, out IReadOnlyDictionary<string, int> bySlave)
    {
        var hosts = view.Slaves.ToDictionary(slave => slave.Info.Id?.Value ?? "", slave => slave.Info.Hostname);
        var count = 0;
        foreach (var framework in view.Frameworks.Concat(view.Registry.Completed))
        {
            count += framework.Tasks.Length + framework.CompletedTasks.Length;
        }

        var rows = new TaskRow[count];
        var filled = 0;
        var byState = Enum.GetValues<TaskState>().ToDictionary(state => state, _ => 0);
        var onSlave = new Dictionary<string, int>();
        foreach (var framework in view.Frameworks.Concat(view.Registry.Completed))
        {
            Add(framework, framework.Tasks.AsSpan());
            Add(framework, framework.CompletedTasks.AsSpan());
        }

        (states, bySlave) = (byState, onSlave);
        return rows;

        void Add(FrameworkView framework, ReadOnlySpan<TaskSummary> tasks)
        {
            foreach (var task in tasks)
            {
                byState[task.State]++;
                if (!task.State.IsTerminal())
                {
                    System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(onSlave, task.SlaveId.Value, out _)++;
                }

                rows[filled++] = new TaskRow(task, framework.Info.Name, hosts.GetValueOrDefault(task.SlaveId.Value, ""));
            }
        }
    }
}
