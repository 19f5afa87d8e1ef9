namespace MesosOrleans.Metrics;

/// <summary><c>/master/stats.json</c> (Mesos 0.19 <c>src/master/http.cpp:347</c>): older names of the same numbers, and every key of <c>/metrics/snapshot</c>.</summary>
public static class MasterStats
{
    /// <summary>The document.</summary>
    /// <param name="values">By key; one that is not there counts as 0.</param>
    /// <param name="removedSlaves">How many removed slaves are remembered.</param>
    public static SortedDictionary<string, double> Of(IReadOnlyDictionary<string, double> values, int removedSlaves)
    {
        ArgumentNullException.ThrowIfNull(values);
        double Of(string key) => values.GetValueOrDefault("master/" + key);
        var stats = MetricNames.Snapshot(values);
        stats["uptime"] = Of("uptime_secs");
        stats["elected"] = Of("elected");
        stats["total_schedulers"] = Of("frameworks_active") + Of("frameworks_inactive");
        stats["active_schedulers"] = Of("frameworks_active");
        stats["activated_slaves"] = Of("slaves_active") + Of("slaves_inactive");
        stats["deactivated_slaves"] = removedSlaves;
        stats["outstanding_offers"] = Of("outstanding_offers");
        stats["active_tasks_gauge"] = Of("tasks_staging") + Of("tasks_starting") + Of("tasks_running");
        foreach (var name in (ReadOnlySpan<string>)
            ["staged_tasks", "started_tasks", "finished_tasks", "killed_tasks", "failed_tasks", "lost_tasks", "valid_status_updates", "invalid_status_updates"])
        {
            stats[name] = Of(name);
        }

        foreach (var scalar in MetricNames.Scalars)
        {
            AddScalar(stats, scalar, Of(scalar + "_total"), Of(scalar + "_used"));
        }

        const string Others = "master/resources_total/";
        foreach (var (key, total) in values)
        {
            if (key.StartsWith(Others, StringComparison.Ordinal))
            {
                AddScalar(stats, key[Others.Length..], total, Of("resources_used/" + key[Others.Length..]));
            }
        }

        return stats;
    }

    private static void AddScalar(SortedDictionary<string, double> stats, string name, double total, double used)
    {
        stats[name + "_total"] = total;
        stats[name + "_used"] = used;
        stats[name + "_percent"] = total > 0 ? used / total : 0;
    }
}
