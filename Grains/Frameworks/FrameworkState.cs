using MesosOrleans.Protocol;

namespace MesosOrleans.Frameworks;

/// <summary>What is kept of a framework, written at transitions only.</summary>
[GenerateSerializer, Alias("mesos.FrameworkState")]
public sealed class FrameworkState
{
    /// <summary>Null: no such framework.</summary>
    [Id(0)]
    public FrameworkInfo? Info { get; set; }

    /// <summary>Number of the newest epoch.</summary>
    [Id(1)]
    public long Epoch { get; set; }

    /// <summary>The scheduler object that holds it.</summary>
    [Id(2)]
    public Guid Scheduler { get; set; }

    /// <summary>When it ends unless a scheduler subscribes; null while one is there.</summary>
    [Id(3)]
    public DateTimeOffset? FailoverDeadline { get; set; }

    [Id(4)]
    public DateTimeOffset RegisteredAt { get; set; }

    [Id(5)]
    public DateTimeOffset ReregisteredAt { get; set; }

    /// <summary>It was decided that the framework ends. It stays on record until every slave has heard it, so that the next activation can go on with that.</summary>
    [Id(6)]
    public bool Ending { get; set; }

    /// <summary>As whom the scheduler that registered it was authenticated: only it may take the framework over. Null without authentication.</summary>
    [Id(7)]
    public string? Principal { get; set; }
}
