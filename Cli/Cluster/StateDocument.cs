using System.Text.Json.Serialization;

namespace MesosOrleans.Cli.Cluster;

/// <summary>What this program reads of <c>/master/state.json</c>.</summary>
internal sealed record StateDocument
{
    [JsonPropertyName("version")]
    public string Version { get; init; } = "";

    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    [JsonPropertyName("pid")]
    public string Pid { get; init; } = "";

    [JsonPropertyName("cluster")]
    public string? Cluster { get; init; }

    [JsonPropertyName("activated_slaves")]
    public int ActivatedSlaves { get; init; }

    [JsonPropertyName("deactivated_slaves")]
    public int DeactivatedSlaves { get; init; }

    [JsonPropertyName("staged_tasks")]
    public long Staged { get; init; }

    [JsonPropertyName("started_tasks")]
    public long Started { get; init; }

    [JsonPropertyName("finished_tasks")]
    public long Finished { get; init; }

    [JsonPropertyName("failed_tasks")]
    public long Failed { get; init; }

    [JsonPropertyName("killed_tasks")]
    public long Killed { get; init; }

    [JsonPropertyName("lost_tasks")]
    public long Lost { get; init; }

    [JsonPropertyName("slaves")]
    public SlaveEntry[] Slaves { get; init; } = [];

    [JsonPropertyName("frameworks")]
    public FrameworkEntry[] Frameworks { get; init; } = [];

    [JsonPropertyName("completed_frameworks")]
    public FrameworkEntry[] CompletedFrameworks { get; init; } = [];
}

internal sealed record SlaveEntry
{
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    [JsonPropertyName("pid")]
    public string Pid { get; init; } = "";

    [JsonPropertyName("hostname")]
    public string Hostname { get; init; } = "";

    [JsonPropertyName("resources")]
    public ResourcesEntry Resources { get; init; } = new();
}

internal sealed record FrameworkEntry
{
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    [JsonPropertyName("name")]
    public string Name { get; init; } = "";

    [JsonPropertyName("user")]
    public string User { get; init; } = "";

    [JsonPropertyName("role")]
    public string Role { get; init; } = "";

    [JsonPropertyName("active")]
    public bool Active { get; init; }

    [JsonPropertyName("resources")]
    public ResourcesEntry Resources { get; init; } = new();

    [JsonPropertyName("tasks")]
    public TaskEntry[] Tasks { get; init; } = [];

    [JsonPropertyName("completed_tasks")]
    public TaskEntry[] CompletedTasks { get; init; } = [];
}

internal sealed record TaskEntry
{
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    [JsonPropertyName("name")]
    public string Name { get; init; } = "";

    [JsonPropertyName("slave_id")]
    public string SlaveId { get; init; } = "";

    [JsonPropertyName("state")]
    public string State { get; init; } = "";

    [JsonPropertyName("resources")]
    public ResourcesEntry Resources { get; init; } = new();
}

internal sealed record ResourcesEntry
{
    [JsonPropertyName("cpus")]
    public double Cpus { get; init; }

    [JsonPropertyName("mem")]
    public double Mem { get; init; }

    [JsonPropertyName("disk")]
    public double Disk { get; init; }
}

[JsonSerializable(typeof(StateDocument))]
internal sealed partial class StateJson : JsonSerializerContext;
