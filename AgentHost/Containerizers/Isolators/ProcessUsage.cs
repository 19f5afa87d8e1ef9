using MesosOrleans.AgentHost.Containerizers.Mesos;

namespace MesosOrleans.AgentHost.Containerizers.Isolators;

/// <summary>
/// What the processes below a launcher use together. A process that was waited for has given its times to its parent, so the sum over those that live, with what they were
/// given, holds every one once; only what never got a parent that waits is missed.
/// </summary>
/// <param name="UserTicks">Clock ticks in user code.</param>
/// <param name="SystemTicks">Clock ticks in the kernel.</param>
/// <param name="ResidentPages">Pages in memory; those that processes share count for each.</param>
internal readonly record struct ProcessUsage(long UserTicks, long SystemTicks, long ResidentPages)
{
    /// <param name="processes">All of the machine.</param>
    /// <param name="launcher">The root, whose own usage does not count.</param>
    public static ProcessUsage Below(ProcessForest processes, int launcher)
    {
        if (!processes.ByPid.TryGetValue(launcher, out var root)) return default;
        var sum = new ProcessUsage(root.ReapedUserTicks, root.ReapedSystemTicks, 0);
        var open = new Stack<ProcessStat>(processes.ByParent[launcher]);
        while (open.TryPop(out var process))
        {
            sum = new ProcessUsage(
                sum.UserTicks + process.UserTicks + process.ReapedUserTicks,
                sum.SystemTicks + process.SystemTicks + process.ReapedSystemTicks,
                sum.ResidentPages + process.ResidentPages);
            foreach (var child in processes.ByParent[process.Pid]) open.Push(child);
        }

        return sum;
    }
}

/// <summary>All processes of the machine at one moment.</summary>
internal sealed class ProcessForest(IReadOnlyCollection<ProcessStat> processes)
{
    public Dictionary<int, ProcessStat> ByPid { get; } = processes.ToDictionary(process => process.Pid);

    public ILookup<int, ProcessStat> ByParent { get; } = processes.ToLookup(process => process.Parent);
}
