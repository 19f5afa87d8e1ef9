using MesosOrleans.Values;
using MesosOrleans.Wire;

namespace MesosOrleans.Protocol;

/// <summary>Resources that a framework would like to be offered (mesos.Request). The allocator of Mesos only notes it, and so does ours (rule 7.11).</summary>
[GenerateSerializer, Immutable, Alias("mesos.Request"), Message]
public sealed record ResourceRequest
{
    /// <summary>Where; null: anywhere.</summary>
    [Id(1)]
    public SlaveId? SlaveId { get; init; }

    /// <summary>What.</summary>
    [Id(2)]
    public Resources Resources { get; init; } = Resources.Empty;
}
