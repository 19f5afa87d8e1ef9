using MesosOrleans.Wire;

namespace MesosOrleans.Protocol;

/// <summary>What a framework says of itself when it subscribes (mesos.FrameworkInfo).</summary>
[GenerateSerializer, Immutable, Alias("mesos.FrameworkInfo"), Message]
public sealed record FrameworkInfo
{
    /// <summary>The operating system's user that its tasks run as; empty means the user of the scheduler's process.</summary>
    [Id(1), Wire(Required = true)]
    public string User { get; init; } = "";

    /// <summary>Shown to people; need not be unique.</summary>
    [Id(2)]
    public required string Name { get; init; }

    /// <summary>Null to register anew; a former ID to take that framework over.</summary>
    [Id(3)]
    public FrameworkId? Id { get; init; }

    /// <summary>How long, in seconds, its tasks are kept after its scheduler is gone. 0, the default: it ends at once.</summary>
    [Id(4), Wire(ZeroByDefault = true)]
    public double FailoverTimeout { get; init; }

    /// <summary>True if its tasks shall outlive the agent's process.</summary>
    [Id(5), Wire(ZeroByDefault = true)]
    public bool Checkpoint { get; init; }

    /// <summary>Whose resources it is offered besides those of <c>*</c>.</summary>
    [Id(6), Wire(Deprecated = true)]
    public string Role { get; init; } = "*";

    /// <summary>Where its scheduler runs.</summary>
    [Id(7)]
    public string Hostname { get; init; } = "";

    /// <summary>Who it authenticates as; null without authentication.</summary>
    [Id(8)]
    public string? Principal { get; init; }
}
