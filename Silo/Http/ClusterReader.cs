using System.Collections.Immutable;
using MesosOrleans.Frameworks;
using MesosOrleans.Http;
using MesosOrleans.Slaves;

namespace MesosOrleans.Silo.Http;

/// <summary>Asks the grains of a cluster to describe themselves.</summary>
internal sealed class ClusterReader(IGrainFactory grains)
{
    /// <summary>Enough to hide the way to other silos, few enough that a page over 50,000 slaves does not crowd out their work.</summary>
    private const int CallsAtOnce = 128;

    public async Task<ClusterView> Read(CancellationToken cancelled)
    {
        var registry = await grains.Registrar().Read();
        var slaves = new SlaveView[registry.Slaves.Length];
        var frameworks = new FrameworkView?[registry.Frameworks.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = cancelled };
        await Parallel.ForAsync(0, slaves.Length, options, async (i, _) =>
        {
            var info = registry.Slaves[i];
            slaves[i] = info.Id is { } id ? await grains.Slave(id).Describe() : new SlaveView { Info = info };
        });
        await Parallel.ForAsync(0, frameworks.Length, options, async (i, _) =>
            frameworks[i] = await grains.Framework(registry.Frameworks[i]).Describe());
        return new ClusterView(registry, ImmutableArray.Create(slaves), [.. frameworks.OfType<FrameworkView>()]);
    }
}
