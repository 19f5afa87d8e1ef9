using MesosOrleans.Protocol;

namespace MesosOrleans.Registrar;

/// <summary>Which frameworks have state, since grain storage cannot be listed; written when one comes or goes.</summary>
[GenerateSerializer, Alias("mesos.FrameworkIndex")]
public sealed class FrameworkIndexState
{
    [Id(0)]
    public List<FrameworkId> Frameworks { get; set; } = [];
}
