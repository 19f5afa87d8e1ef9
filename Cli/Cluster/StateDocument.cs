using System.Text.Json;
using System.Text.Json.Serialization;

namespace MesosOrleans.Cli.Cluster;

/// <summary>
/// What this program reads of <c>/master/state.json</c>. Settable: the generated reader gives null to an init-only property that the JSON lacks.
/// </summary>
internal sealed record StateDocument
{
    [JsonPropertyName("version")]
    public string Version { get; set; } = "";

    [JsonPropertyName("id")]
    public string Id { get; set; } = "";

    [JsonPropertyName("pid")]
    public string Pid { get; set; } = "";

    [JsonPropertyName("leader")]
    public string? Leader { get; set; }

    [JsonPropertyName("cluster")]
    public string? Cluster { get; set; }

    [JsonPropertyName("activated_slaves")]
    public int ActivatedSlaves { get; set; }

    [JsonPropertyName("deactivated_slaves")]
    public int DeactivatedSlaves { get; set; }

    [JsonPropertyName("staged_tasks")]
    public long Staged { get; set; }

    [JsonPropertyName("started_tasks")]
    public long Started { get; set; }

    [JsonPropertyName("finished_tasks")]
    public long Finished { get; set; }

    [JsonPropertyName("failed_tasks")]
    public long Failed { get; set; }

    [JsonPropertyName("killed_tasks")]
    public long Killed { get; set; }

    [JsonPropertyName("lost_tasks")]
    public long Lost { get; set; }

    [JsonPropertyName("slaves")]
    public SlaveEntry[] Slaves { get; set; } = [];

    [JsonPropertyName("frameworks")]
    public FrameworkEntry[] Frameworks { get; set; } = [];

    [JsonPropertyName("completed_frameworks")]
    public FrameworkEntry[] CompletedFrameworks { get; set; } = [];
}

internal sealed record SlaveEntry
{
    [JsonPropertyName("id")]
    public string Id { get; set; } = "";

    [JsonPropertyName("pid")]
    public string Pid { get; set; } = "";

    [JsonPropertyName("hostname")]
    public string Hostname { get; set; } = "";

    [JsonPropertyName("resources")]
    public ResourcesEntry Resources { get; set; } = new();
}

internal sealed record FrameworkEntry
{
    [JsonPropertyName("id")]
    public string Id { get; set; } = "";

    [JsonPropertyName("name")]
    public string Name { get; set; } = "";

    [JsonPropertyName("user")]
    public string User { get; set; } = "";

    [JsonPropertyName("role")]
    public string Role { get; set; } = "";

    [JsonPropertyName("active")]
    public bool Active { get; set; }

    [JsonPropertyName("resources")]
    public ResourcesEntry Resources { get; set; } = new();

    [JsonPropertyName("offers")]
    public OfferEntry[] Offers { get; set; } = [];

    [JsonPropertyName("tasks")]
    public TaskEntry[] Tasks { get; set; } = [];

    [JsonPropertyName("completed_tasks")]
    public TaskEntry[] CompletedTasks { get; set; } = [];
}

internal sealed record TaskEntry
{
    [JsonPropertyName("id")]
    public string Id { get; set; } = "";

    [JsonPropertyName("name")]
    public string Name { get; set; } = "";

    [JsonPropertyName("executor_id")]
    public string ExecutorId { get; set; } = "";

    [JsonPropertyName("slave_id")]
    public string SlaveId { get; set; } = "";

    [JsonPropertyName("state")]
    public string State { get; set; } = "";

    [JsonPropertyName("resources")]
    public ResourcesEntry Resources { get; set; } = new();
}

internal sealed record OfferEntry
{
    [JsonPropertyName("id")]
    public string Id { get; set; } = "";
}

internal sealed record ResourcesEntry
{
    [JsonPropertyName("cpus")]
    public double Cpus { get; set; }

    [JsonPropertyName("mem")]
    public double Mem { get; set; }

    [JsonPropertyName("disk")]
    public double Disk { get; set; }
}

[JsonSerializable(typeof(StateDocument))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class StateJson : JsonSerializerContext;
