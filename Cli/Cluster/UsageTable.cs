using System.Globalization;
using MesosOrleans.Terminal;

namespace MesosOrleans.Cli.Cluster;

/// <summary>Tasks and what the agents measure of them, put together. Pure.</summary>
internal static class UsageTable
{
    private const double Megabyte = 1 << 20;

    /// <summary>A row for each task that has not ended. Tasks of one executor share its figures.</summary>
    /// <param name="state">The tasks.</param>
    /// <param name="usage">By slave ID; a slave that did not answer is missing.</param>
    public static IReadOnlyList<UsageRow> Rows(StateDocument state, IReadOnlyDictionary<string, ContainerEntry[]> usage)
    {
        var hosts = state.Slaves.ToDictionary(slave => slave.Id, slave => slave.Hostname);
        var containers = usage
            .SelectMany(slave => slave.Value.Select(container => (Key: (slave.Key, container.FrameworkId, container.ExecutorId), container.Statistics)))
            .ToDictionary(one => one.Key, one => one.Statistics);
        return
        [
            .. from framework in state.Frameworks
               from task in framework.Tasks
               let executor = task.ExecutorId.Length > 0 ? task.ExecutorId : task.Id
               let used = containers.GetValueOrDefault((task.SlaveId, framework.Id, executor))
               select new UsageRow(
                   framework.User, framework.Name, framework.Id, task.Id, task.SlaveId, hosts.GetValueOrDefault(task.SlaveId, "-"),
                   task.Resources.Cpus, used?.UserSeconds + used?.SystemSeconds, used?.MemoryBytes, used?.MemoryLimitBytes, used?.Timestamp),
        ];
    }

    /// <summary>The columns of Mesos's own <c>mesos ps</c>.</summary>
    public static string Render(IEnumerable<UsageRow> rows)
    {
        var table = new TextTable("USER", "FRAMEWORK", "TASK", "SLAVE", "MEM", "TIME", "CPU (allocated)");
        foreach (var row in rows)
        {
            table.Add(
                row.User, row.Framework, row.TaskId, row.Hostname, $"{Megabytes(row.MemoryBytes)}/{Megabytes(row.MemoryLimitBytes)}",
                Time(row.CpuSeconds), row.Cpus.ToString("0.###", CultureInfo.InvariantCulture));
        }

        return table.Render();
    }

    /// <summary><c>1:02:03.4</c>, hours only if there are some; a dash for what is not known.</summary>
    public static string Time(double? seconds) => seconds is not { } known ? "-"
        : known >= 3600 ? string.Create(CultureInfo.InvariantCulture, $"{(long)(known / 3600)}:{(long)(known / 60) % 60:00}:{(long)known % 60:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{(long)(known / 60)}:{Math.Floor(known % 60 * 10) / 10:00.0}");

    /// <summary><c>1.5 MB</c>; a dash for what is not known.</summary>
    public static string Megabytes(double? bytes) =>
        bytes is { } known ? (known / Megabyte).ToString("0.#", CultureInfo.InvariantCulture) + " MB" : "-";
}
