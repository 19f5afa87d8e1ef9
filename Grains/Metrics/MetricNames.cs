using System.Collections.Frozen;

namespace MesosOrleans.Metrics;

/// <summary>
/// How instruments are called in <c>/metrics/snapshot</c>: <c>master.tasks_running</c> is <c>master/tasks_running</c>. Only keys that Mesos 0.19 has are shown there
/// (facts: metrics, section 10), so that other instruments may come and go; those without an instrument are left out.
/// </summary>
public static class MetricNames
{
    /// <summary>The scalar resources that have metrics of their own.</summary>
    public static readonly System.Collections.Immutable.ImmutableArray<string> Scalars = ["cpus", "mem", "disk"];

    /// <summary>Every key of a master's snapshot.</summary>
    public static readonly FrozenSet<string> Keys = new[]
    {
        Each("master/", "uptime_secs elected event_queue_size dropped_messages slaves_active slaves_inactive frameworks_active frameworks_inactive "
            + "outstanding_offers recovery_slave_removals slave_registrations slave_removals slave_reregistrations"),
        Each("master/tasks_", "staging starting running finished failed killed lost"),
        Each("master/messages_", "authenticate deactivate_framework exited_executor framework_to_executor kill_task launch_tasks reconcile_tasks "
            + "register_framework register_slave reregister_framework reregister_slave resource_request revive_offers status_update "
            + "status_update_acknowledgement unregister_framework unregister_slave"),
        Each("master/valid_", "framework_to_executor_messages status_update_acknowledgements status_updates"),
        Each("master/invalid_", "framework_to_executor_messages status_update_acknowledgements status_updates"),
        Scalars.SelectMany(scalar => Each($"master/{scalar}_", "total used percent")),
        Each("registrar/", "queued_operations registry_size_bytes state_fetch_ms state_store_ms"),
        Each("registrar/state_store_ms/", "count min max p50 p90 p95 p99 p999 p9999"),
        Each("system/", "cpus_total load_1min load_5min load_15min mem_free_bytes mem_total_bytes"),
    }.SelectMany(keys => keys).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The key of an instrument: its first dot becomes a slash.</summary>
    public static string KeyOf(string instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        var dot = instrument.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? instrument : $"{instrument[..dot]}/{instrument[(dot + 1)..]}";
    }

    /// <summary>The values that the snapshot shows, sorted by key, with the share of each resource in use (a fraction; 0 of nothing).</summary>
    /// <param name="values">By key.</param>
    public static SortedDictionary<string, double> Snapshot(IReadOnlyDictionary<string, double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var shown = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (key, value) in values.Where(pair => Keys.Contains(pair.Key) && double.IsFinite(pair.Value)))
            shown[key] = value;
        foreach (var scalar in Scalars)
        {
            if (values.TryGetValue($"master/{scalar}_total", out var total) && values.TryGetValue($"master/{scalar}_used", out var used))
                shown[$"master/{scalar}_percent"] = total > 0 ? used / total : 0;
        }

        return shown;
    }

    private static IEnumerable<string> Each(string prefix, string names) => names.Split(' ').Select(name => prefix + name);
}
