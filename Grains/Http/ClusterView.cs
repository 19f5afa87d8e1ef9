using System.Collections.Immutable;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Registrar;
using MesosOrleans.Slaves;
using MesosOrleans.Values;

namespace MesosOrleans.Http;

/// <summary>The cluster as its grains described it, each at its own moment: not one instant of the whole.</summary>
/// <param name="Registry">Who leads, who is admitted, which frameworks ended.</param>
/// <param name="Slaves">Admitted slaves.</param>
/// <param name="Frameworks">Frameworks that have state and have not ended meanwhile.</param>
public sealed record ClusterView(RegistryView Registry, ImmutableArray<SlaveView> Slaves, ImmutableArray<FrameworkView> Frameworks)
{
    /// <summary>Slaves that have registered since the masters recovered; the others are known from the registry only, and Mesos does not show them.</summary>
    public IEnumerable<SlaveView> Registered => Slaves.Where(slave => slave.RegisteredAt is not null);

    /// <summary>What a framework holds: its unfinished tasks and its offers.</summary>
    public static Resources HeldBy(FrameworkView framework)
    {
        var held = Resources.Empty;
        foreach (var task in framework.Tasks.Where(task => !task.State.IsTerminal()))
            held += task.Resources;
        foreach (var offer in framework.Offers)
            held += offer.Resources;
        return held;
    }
}
