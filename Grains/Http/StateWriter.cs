using System.Text.Json;
using MesosOrleans.Protocol;
using MesosOrleans.Slaves;

namespace MesosOrleans.Http;

/// <summary>
/// Writes <c>/master/state.json</c> (Mesos 0.19 <c>src/master/http.cpp:450</c>) part by part, with <c>product</c> added; the keys are in sorted order. Call in this order: <see cref="Begin"/>, completed
/// frameworks, <see cref="BeginFrameworks"/>, frameworks, <see cref="BeginSlaves"/>, slaves, <see cref="End"/>.
/// </summary>
/// <param name="json">Where to.</param>
/// <param name="silo">Who answers.</param>
/// <param name="head">The cluster.</param>
/// <param name="metrics">Values by Mesos key, for the counts of tasks; a key that is not there counts as 0.</param>
public sealed class StateWriter(Utf8JsonWriter json, SiloFacts silo, ClusterHead head, IReadOnlyDictionary<string, double> metrics)
{
    private MasterInfo? Leader => head.Registry?.Master;

    public void Begin()
    {
        json.WriteStartObject();
        json.WriteNumber("activated_slaves", head.Slaves.Length);
        json.WriteString("build_date", BuildText.Date(silo.BuiltAt));
        json.WriteNumber("build_time", silo.BuiltAt.ToUnixTimeSeconds());
        json.WriteString("build_user", "");
        if (silo.Cluster is not null)
        {
            json.WriteString("cluster", silo.Cluster);
        }

        json.WriteStartArray("completed_frameworks");
    }

    public void BeginFrameworks()
    {
        json.WriteEndArray();
        json.WriteNumber("deactivated_slaves", head.Registry?.RemovedSlaves ?? 0);
        if (Leader?.Pid == silo.Pid)
        {
            json.WriteNumber("elected_time", StateDocuments.Seconds(Leader.ElectedAt));
        }

        Count("failed_tasks");
        Count("finished_tasks");
        json.WriteStartObject("flags");
        foreach (var (name, value) in silo.ShownFlags.OrderBy(flag => flag.Key, StringComparer.Ordinal))
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteStartArray("frameworks");
    }

    public void BeginSlaves()
    {
        json.WriteEndArray();
        json.WriteString("hostname", silo.Hostname);
        json.WriteString("id", silo.Id);
        Count("killed_tasks");
        if (Leader is not null)
        {
            json.WriteString("leader", Leader.Pid);
        }

        if (silo.ShownFlags.TryGetValue("log_dir", out var directory))
        {
            json.WriteString("log_dir", directory);
        }

        Count("lost_tasks");
        json.WriteString("pid", silo.Pid);
        json.WriteString("product", $"MesosOrleans {silo.Version}");
        json.WriteStartArray("slaves");
    }

    public void Slave(SlaveView slave) => JsonSerializer.Serialize(json, StateDocuments.Of(slave), StateJson.Default.SlaveDocument);

    public void End()
    {
        json.WriteEndArray();
        Count("staged_tasks");
        json.WriteNumber("start_time", StateDocuments.Seconds(silo.StartedAt));
        Count("started_tasks");
        json.WriteString("version", SiloFacts.MesosVersion);
        json.WriteEndObject();
    }

    private void Count(string name) => json.WriteNumber(name, (long)metrics.GetValueOrDefault("master/" + name));
}
