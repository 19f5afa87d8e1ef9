using System.Collections.Frozen;

namespace MesosOrleans.Metrics;

/// <summary>Of which keys of Mesos the meaning is not quite the same, and why; all others are the same.</summary>
public static class MetricRemarks
{
    private const string OfTheAskedSilo = "of the silo that is asked, not of the cluster";

    /// <summary>Key to remark.</summary>
    public static readonly FrozenDictionary<string, string> ByKey = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["master/uptime_secs"] = OfTheAskedSilo,
        ["master/elected"] = OfTheAskedSilo + ": so the leader is found as before",
        ["master/event_queue_size"] = "turns of grains and other work that wait for a thread, of all silos: there is no one mailbox",
        ["master/dropped_messages"] = "for a session that is over (its sender subscribes again), or beyond 10,000 that wait; no silo drops anything because it does not lead",
        ["master/messages_unregister_slave"] = "0: an agent that ends says nothing, and is removed when its time to come back is over",
        ["master/messages_status_update_acknowledgement"] = "all acknowledgements: there is no way past the masters",
        ["master/slaves_inactive"] = "any slave whose agent does not answer",
        ["master/invalid_status_update_acknowledgements"] = "a slave that does not answer keeps its place in the row, so of it they are valid",
        ["registrar/registry_size_bytes"] = "of Mesos's message, which here is not what is stored",
        ["registrar/state_fetch_ms"] = "the last recovery of the log",
        ["registrar/state_store_ms"] = "the last append to the log",
        ["scheduler/event_queue_size"] = "not here: a scheduler is a part of its framework's program, which has no HTTP of ours",
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
