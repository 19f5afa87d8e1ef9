using MesosOrleans.Cli.Cluster;

namespace MesosOrleans.Cli.Live;

/// <summary>A task in <c>mesos top</c>.</summary>
/// <param name="Usage">What it uses.</param>
/// <param name="CpusUsed">Processors in use since the sample before; null with only one sample.</param>
internal sealed record TopTask(UsageRow Usage, double? CpusUsed);

/// <summary>One screen of <c>mesos top</c>: the cluster, and its tasks, the busiest first. Pure.</summary>
internal sealed record TopModel(StateDocument State, IReadOnlyList<TopTask> Tasks)
{
    public double CpusTotal => State.Slaves.Sum(slave => slave.Resources.Cpus);

    public double CpusHeld => State.Frameworks.Sum(framework => framework.Resources.Cpus);

    public double MemTotal => State.Slaves.Sum(slave => slave.Resources.Mem);

    public double MemHeld => State.Frameworks.Sum(framework => framework.Resources.Mem);

    /// <summary>The next screen.</summary>
    /// <param name="state">The cluster now.</param>
    /// <param name="usage">By slave ID.</param>
    /// <param name="before">The screen before; null at the start.</param>
    /// <param name="sort">See <see cref="TopSort"/>.</param>
    public static TopModel Of(StateDocument state, IReadOnlyDictionary<string, ContainerEntry[]> usage, TopModel? before, TopSort sort)
    {
        var old = before?.Tasks.ToDictionary(task => Key(task.Usage), task => task.Usage) ?? [];
        var tasks = UsageTable.Rows(state, usage).Select(row => new TopTask(row, Rate(old.GetValueOrDefault(Key(row)), row)));
        return new TopModel(state,
        [
            .. sort switch
            {
                TopSort.Mem => tasks.OrderByDescending(task => task.Usage.MemoryBytes ?? -1),
                TopSort.Time => tasks.OrderByDescending(task => task.Usage.CpuSeconds ?? -1),
                _ => tasks.OrderByDescending(task => task.CpusUsed ?? -1).ThenByDescending(task => task.Usage.CpuSeconds ?? -1),
            },
        ]);
    }

    private static double? Rate(UsageRow? before, UsageRow now) =>
        now.Timestamp - before?.Timestamp is > 0 and var seconds && now.CpuSeconds - before?.CpuSeconds is { } used ? Math.Max(0, used / seconds) : null;

    private static (string Framework, string Task) Key(UsageRow row) => (row.FrameworkId, row.TaskId);
}

/// <summary>What comes first.</summary>
internal enum TopSort
{
    /// <summary>Processors in use.</summary>
    Cpu,

    /// <summary>Memory in use.</summary>
    Mem,

    /// <summary>Processor time since the start.</summary>
    Time,
}
