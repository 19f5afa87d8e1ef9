using MesosOrleans.Values;
using MesosOrleans.Wire;

namespace MesosOrleans.Protocol;

/// <summary>What an agent says of its machine (mesos.SlaveInfo).</summary>
[GenerateSerializer, Immutable, Alias("mesos.SlaveInfo"), Message]
public sealed record SlaveInfo
{
    /// <summary>The name that it is reached by.</summary>
    [Id(1)]
    public required string Hostname { get; init; }

    /// <summary>The port of the agent's HTTP endpoints.</summary>
    [Id(8)]
    public int Port { get; init; } = 5051;

    /// <summary>Everything that tasks on it may use together.</summary>
    [Id(3)]
    public Resources Resources { get; init; } = Resources.Empty;

    /// <summary>Free properties that schedulers may look at.</summary>
    [Id(5)]
    public Attributes Attributes { get; init; } = Attributes.Empty;

    /// <summary>Null until the registrar has admitted it.</summary>
    [Id(6)]
    public SlaveId? Id { get; init; }

    /// <summary>True if the agent keeps what a restarted agent needs to take its tasks over.</summary>
    [Id(7), Wire(ZeroByDefault = true, V1 = WireAttribute.Absent)]
    public bool Checkpoint { get; init; }

    /// <summary>As whom its agent was authenticated when it was admitted: nobody else may come back as this slave. Written by the registrar alone; null without authentication.</summary>
    [Id(100)]
    public string? Principal { get; init; }
}
