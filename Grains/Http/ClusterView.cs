using System.Collections.Immutable;
using MesosOrleans.Frameworks;
using MesosOrleans.Registrar;
using MesosOrleans.Slaves;

namespace MesosOrleans.Http;

/// <summary>The cluster as its grains described it, each at its own moment: not one instant of the whole.</summary>
/// <param name="Registry">Who leads, who is admitted, which frameworks ended.</param>
/// <param name="Slaves">Admitted slaves.</param>
/// <param name="Frameworks">Frameworks that have state and have not ended meanwhile.</param>
public sealed record ClusterView(RegistryView Registry, ImmutableArray<SlaveView> Slaves, ImmutableArray<FrameworkView> Frameworks);
