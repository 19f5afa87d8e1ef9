using System.Collections.Immutable;
using MesosOrleans.AgentHost.Executors;
using MesosOrleans.Protocol;

namespace MesosOrleans.AgentHost.Http;

/// <summary>What the metrics need to know of the agent beside its machine.</summary>
/// <param name="Uptime">Since the process was started.</param>
/// <param name="IsRegistered">A master is found, registered or not (facts: metrics, section 3).</param>
/// <param name="RecoveryErrors">What was passed over when the last state was read.</param>
internal sealed record AgentStanding(TimeSpan Uptime, bool IsRegistered, int RecoveryErrors);

/// <summary>The agent's numbers under Mesos's names (facts: metrics, sections 3 and 8; Mesos 0.19 <c>src/slave/http.cpp</c>).</summary>
internal static class MetricsView
{
    /// <summary>Every key, without its <c>slave/</c>: whether it only rises, and what it says.</summary>
    public static readonly ImmutableArray<(string Name, bool IsCounter, string What)> Metrics =
    [
        ("uptime_secs", false, "Since the start of this agent."),
        ("registered", false, "1 as soon as masters are found, registered or not."),
        ("recovery_errors", true, "What was passed over when the last state was read."),
        ("frameworks_active", false, "Frameworks with something on this slave."),
        ("tasks_staging", false, "Tasks that wait for their executor."),
        ("tasks_starting", false, "Tasks that are being started."),
        ("tasks_running", false, "Tasks that run."),
        ("tasks_finished", true, "Tasks that ended so."),
        ("tasks_failed", true, "Tasks that ended so."),
        ("tasks_killed", true, "Tasks that ended so."),
        ("tasks_lost", true, "Tasks that ended so."),
        ("valid_status_updates", true, "Updates that were taken."),
        ("invalid_status_updates", true, "Updates for frameworks that are unknown or end."),
        ("valid_framework_messages", true, "Messages between schedulers and executors that went on."),
        ("invalid_framework_messages", true, "Messages for whom nobody is there."),
    ];

    /// <summary>The keys <c>slave/*</c> of <c>/metrics/snapshot</c>, all of them.</summary>
    /// <param name="machine">Nothing may change it meanwhile.</param>
    /// <param name="agent">What the machine does not know.</param>
    public static SortedDictionary<string, double> Snapshot(AgentMachine machine, AgentStanding agent)
    {
        var (queued, starting, running) = (0, 0, 0);
        foreach (var executor in machine.Frameworks.SelectMany(framework => framework.Executors.Values))
        {
            queued += executor.Queued.Count;
            starting += executor.Launched.Values.Count(task => task.State == TaskState.Starting);
            running += executor.Launched.Values.Count(task => task.State == TaskState.Running);
        }

        return new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["slave/uptime_secs"] = agent.Uptime.TotalSeconds,
            ["slave/registered"] = agent.IsRegistered ? 1 : 0,
            ["slave/recovery_errors"] = agent.RecoveryErrors,
            ["slave/frameworks_active"] = machine.Frameworks.Count(),
            ["slave/tasks_staging"] = queued,
            ["slave/tasks_starting"] = starting,
            ["slave/tasks_running"] = running,
            ["slave/tasks_finished"] = machine.Count(TaskState.Finished),
            ["slave/tasks_failed"] = machine.Count(TaskState.Failed),
            ["slave/tasks_killed"] = machine.Count(TaskState.Killed),
            ["slave/tasks_lost"] = machine.Count(TaskState.Lost),
            ["slave/valid_status_updates"] = machine.Traffic.ValidUpdates,
            ["slave/invalid_status_updates"] = machine.Traffic.InvalidUpdates,
            ["slave/valid_framework_messages"] = machine.Traffic.ValidMessages,
            ["slave/invalid_framework_messages"] = machine.Traffic.InvalidMessages,
        };
    }

    /// <summary>What <c>/slave(1)/stats.json</c> has beside the keys of the snapshot. All are numbers but <c>registered</c>, which is a string here.</summary>
    /// <param name="machine">Nothing may change it meanwhile.</param>
    /// <param name="snapshot">Of the same moment.</param>
    public static SortedDictionary<string, object> Stats(AgentMachine machine, IReadOnlyDictionary<string, double> snapshot)
    {
        var stats = new SortedDictionary<string, object>(StringComparer.Ordinal)
        {
            ["uptime"] = snapshot["slave/uptime_secs"],
            ["total_frameworks"] = snapshot["slave/frameworks_active"],
            ["registered"] = snapshot["slave/registered"] > 0 ? "1" : "0",
            ["recovery_errors"] = snapshot["slave/recovery_errors"],
            ["staged_tasks"] = (double)machine.Count(TaskState.Staging),
            ["started_tasks"] = (double)machine.Count(TaskState.Starting),
            ["finished_tasks"] = snapshot["slave/tasks_finished"],
            ["killed_tasks"] = snapshot["slave/tasks_killed"],
            ["failed_tasks"] = snapshot["slave/tasks_failed"],
            ["lost_tasks"] = snapshot["slave/tasks_lost"],
            ["valid_status_updates"] = snapshot["slave/valid_status_updates"],
            ["invalid_status_updates"] = snapshot["slave/invalid_status_updates"],
            ["queued_tasks_gauge"] = snapshot["slave/tasks_staging"],
            ["launched_tasks_gauge"] = (double)machine.Frameworks.SelectMany(framework => framework.Executors.Values).Sum(executor => executor.Launched.Count),
        };
        foreach (var (key, value) in snapshot)
        {
            stats[key] = value;
        }

        return stats;
    }
}
