using MesosOrleans.Allocation;
using MesosOrleans.Frameworks;
using MesosOrleans.Protocol;
using MesosOrleans.Registrar;
using MesosOrleans.Slaves;
using MesosOrleans.Tasks;

namespace MesosOrleans;

/// <summary>How the grains of a cluster are found.</summary>
public static class GrainKeys
{
    /// <summary>The one pool of today (design, section 7).</summary>
    public const string Pool = "0";

    /// <summary>The registrar.</summary>
    public static IRegistrarGrain Registrar(this IGrainFactory grains) => grains.GetGrain<IRegistrarGrain>(Pool);

    /// <summary>The allocator.</summary>
    public static IAllocatorGrain Allocator(this IGrainFactory grains) => grains.GetGrain<IAllocatorGrain>(Pool);

    /// <summary>A slave.</summary>
    public static ISlaveGrain Slave(this IGrainFactory grains, SlaveId id) => grains.GetGrain<ISlaveGrain>(id.Value);

    /// <summary>A framework.</summary>
    public static IFrameworkGrain Framework(this IGrainFactory grains, FrameworkId id) => grains.GetGrain<IFrameworkGrain>(id.Value);

    /// <summary>A task.</summary>
    public static ITaskGrain Task(this IGrainFactory grains, FrameworkId framework, TaskId task) =>
        grains.GetGrain<ITaskGrain>(TaskKeys.Of(framework, task));
}
